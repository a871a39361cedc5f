"""`--no-dev` for Composer; unsafe, for the program may load what is only meant for development."""

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
    return Fix("Add `--no-dev`", SAFETY, [insert_option(run_of(file, finding), parts[1], "--no-dev")])
