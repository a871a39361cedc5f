from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.security._option import OptionRule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell import Command


class RpmWithoutVerification(OptionRule):
    """rpm that does not verify a package.

    ## What it flags
    `rpm --nosignature`, `--nodigest`, `--noverify` and `--nofiledigest` where rpm installs.

    ## Why it is bad
    A package that was damaged or swapped on its way is installed all the same.

    ## What to do
    Import the publisher's key (`rpm --import`) and leave the option out.

    ## Sources
    - https://rpm.org/docs/latest/man/rpm.8
    """

    name = "rpm-without-verification"
    aliases = ("checkov:CKV2_DOCKER_10",)
    severity = "error"
    on = ("$rpm",)
    groups = {"recommended": {}, "strict": {}}
    switches = ("--nosignature", "--nodigest", "--noverify", "--nofiledigest")
    effect = "installs a package without verifying it"
    examples = Examples(
        bad=(
            "FROM rockylinux:9\nRUN rpm -ivh --nosignature https://example.com/a.rpm\n",
            Example("FROM rockylinux:9\nRUN rpm -U --nodigest a.rpm\n", fixed="FROM rockylinux:9\nRUN rpm -U a.rpm\n"),
        ),
        good=(
            "FROM rockylinux:9\nRUN rpm -ivh https://example.com/a.rpm\n",
            "FROM rockylinux:9\nRUN rpm -V --nofiledigest bash\n",
        ),
    )

    def concerns(self, command: Command) -> bool:
        return not command.has("-V", "--verify", "-K", "--checksig") and not command.has("-q", "--query")
