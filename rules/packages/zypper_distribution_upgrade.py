from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ZypperDistributionUpgrade(Rule):
    """An upgrade to another release of the distribution while an image is built.

    ## What it flags
    `zypper dup` and `zypper dist-upgrade`.

    ## Why it is bad
    What is in the image no longer is what the tag of the base image says, and depends on the day of the build. Every
    package that changes is stored twice.

    ## What to do
    Take the base image of the release that is meant. There is no fix: which image that is, the file does not say.

    ## Limits
    A rolling release (openSUSE Tumbleweed) is upgraded so, and flagged too: its newer image is the better base.

    ## Sources
    - https://en.opensuse.org/SDB:Zypper_manual
    """

    name = "zypper-distribution-upgrade"
    aliases = ("hadolint:DL3035", "droast:DF044")
    on = ("$zypper",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    examples = Examples(
        bad=(
            Example("FROM opensuse/leap:15.6\nRUN zypper -n dup\n", lines=(2,)),
            Example("FROM opensuse/leap:15.6\nRUN zypper ref && zypper -n dist-upgrade --no-recommends\n", lines=(2,)),
        ),
        good=(
            "FROM opensuse/leap:15.6\nRUN zypper -n update\n",
            "FROM opensuse/leap:15.6\nRUN zypper -n install dup\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is not None and call.verb in ("dup", "dist-upgrade"):
            yield self.at(call.span, "the release of the base image is left behind: take the image of the newer one")
