from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.packages.common import PromptRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.package_calls import PackageCall


class DnfAssumeYesMissing(PromptRule):
    """A call of dnf that waits for an answer.

    ## What it flags
    `dnf install`, `update`, `remove` and the like (also of microdnf) without `-y`, where nothing else answers:
    `yes |`, or `assumeyes` in the configuration.

    ## Why it is bad
    A build has no terminal: the question gets no answer, dnf takes that for a no, and the build fails.

    ## What to do
    Write `dnf install -y`.

    ## Options
    - `plain-calls-only`: only installations under the plain name of the program: not behind `sudo`, by its path, or
      inside `sh -c`; what is piped in does not count as an answer. Default: false

    ## Sources
    - https://dnf.readthedocs.io/en/latest/command_ref.html#options
    """

    name = "dnf-assume-yes-missing"
    aliases = (
        "hadolint:DL3038",
        "kics:7ebd323c",
        "semgrep:missing-dnf-assume-yes-switch",
    )
    on = ("$dnf", "$dnf5", "$microdnf")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"plain-calls-only": True}}
    managers = ("dnf", "microdnf")
    advice = "-y"
    plain_commands = ("dnf", "microdnf")
    setting = ("assumeyes", "dnf.conf")
    examples = Examples(
        bad=(
            Example("FROM fedora:43\nRUN dnf install curl\n", fixed="FROM fedora:43\nRUN dnf install -y curl\n"),
            Example(
                "FROM fedora:43\nRUN dnf -q makecache && \\\n    dnf update\n",
                lines=(3,),
                fixed="FROM fedora:43\nRUN dnf -q makecache && \\\n    dnf update -y\n",
            ),
            Example(
                "FROM fedora:43\nRUN dnf groupinstall 'Development Tools'\n",
                fixed="FROM fedora:43\nRUN dnf groupinstall -y 'Development Tools'\n",
            ),
        ),
        good=(
            "FROM fedora:43\nRUN dnf -y install curl && dnf install -yq git && dnf --assumeyes update\n",
            "FROM fedora:43\nRUN yes | dnf install curl\n",
            "FROM fedora:43\nRUN echo assumeyes=1 >> /etc/dnf.conf && dnf install curl\n",
            "FROM fedora:43\nRUN dnf list installed && dnf clean all\n",
        ),
    )

    def answers(self, call: PackageCall) -> bool:
        return super().answers(call) or (not self.option["plain-calls-only"] and call.command.has("--assumeno"))
