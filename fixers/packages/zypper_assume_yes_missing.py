"""`-n` for zypper, which would ask otherwise; it stands in front of the verb."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option, must_succeed, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    name = call.command.name_word
    assert name is not None  # noqa: S101  # a call has a name
    safety = "safe" if must_succeed(file, run, call.command) else "unsafe"
    return Fix("Add `-n`", safety, [insert_option(run, name, "-n")])
