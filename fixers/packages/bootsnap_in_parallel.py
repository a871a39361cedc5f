"""`-j 1` for bootsnap."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Command, ShellWord] = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    option = '-j", "1' if run.is_json else "-j 1"
    return Fix("Add `-j 1`", SAFETY, [insert_option(run, parts[1], option)])
