from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import PromptRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.package_calls import PackageCall


class ZypperAssumeYesMissing(PromptRule):
    """A call of zypper that waits for an answer.

    ## What it flags
    `zypper install`, `update`, `remove` and the like without `-n` in front of the verb or `-y` behind it, where nothing
    else answers. `-n` behind the verb means something else.

    ## Why it is bad
    A build has no terminal: the question gets no answer, zypper takes that for a no, and the build fails.

    ## What to do
    Write `zypper -n install`, or `zypper --non-interactive install`.

    ## Options
    - `plain-calls-only`: only installations under the plain name of the program: not behind `sudo`, by its path, or
      inside `sh -c`; what is piped in does not count as an answer. Default: false

    ## Sources
    - https://en.opensuse.org/SDB:Zypper_manual
    """

    name = "zypper-assume-yes-missing"
    aliases = (
        "hadolint:DL3034",
        "kics:45e1fca5",
        "droast:DF043",
    )
    on = ("$zypper",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    managers = ("zypper",)
    advice = "-n"
    plain_commands = ("zypper",)
    plain_verbs = ("install", "in", "remove", "rm", "source-install", "si", "patch")
    setting = ("non-interactive", "zypper.conf")
    examples = Examples(
        bad=(
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper install curl\n",
                fixed="FROM opensuse/leap:16.0\nRUN zypper -n install curl\n",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper refresh && \\\n    zypper in -n curl && zypper clean\n",
                lines=(3,),
                fixed="FROM opensuse/leap:16.0\nRUN zypper refresh && \\\n    zypper -n in -n curl && zypper clean\n",
            ),
            Example(
                "FROM opensuse/leap:16.0\nRUN zypper --gpg-auto-import-keys update\n",
                fixed="FROM opensuse/leap:16.0\nRUN zypper -n --gpg-auto-import-keys update\n",
            ),
        ),
        good=(
            "FROM opensuse/leap:16.0\nRUN zypper -n install curl && zypper --non-interactive rm git\n",
            "FROM opensuse/leap:16.0\nRUN zypper install -y curl && zypper in --no-confirm git\n",
            "FROM opensuse/leap:16.0\nRUN zypper -nq in curl\n",
            "FROM opensuse/leap:16.0\nRUN zypper addrepo https://example.com/repo extra && zypper refresh\n",
        ),
    )

    def answers(self, call: PackageCall) -> bool:
        command = call.command
        if self.option["plain-calls-only"]:
            return super().answers(call)
        if command.has("-y", "--no-confirm", "--non-interactive", "-h", "--help", "-D", "--dry-run"):
            return True
        # What stands in front of the verb is for zypper itself.
        verb = call.words[0] if call.words else None
        own = command.arguments[: command.arguments.index(verb)] if verb in command.arguments else []
        return any(word.text.startswith("-") and word.text[1:2] != "-" and "n" in word.text for word in own)
