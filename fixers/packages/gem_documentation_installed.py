"""`--no-document` for gem; unsafe, for RubyGems of before 2013 do not know it."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Command, ShellWord] = finding.subject  # type: ignore[assignment]
    return Fix("Add `--no-document`", SAFETY, [insert_option(run_of(file, finding), parts[1], "--no-document")])
