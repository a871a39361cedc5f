"""`--no-install-recommends` behind `install`: what was only recommended is missing then, needed or not."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    verb = next((word for word in call.words if word.text == "install"), None)
    if verb is None:
        raise Refused("`install` is not the verb of the call")
    option = "--without-recommends" if call.command.name == "aptitude" else "--no-install-recommends"
    return Fix(f"Add `{option}`", SAFETY, [insert_option(run_of(file, finding), verb, option)])
