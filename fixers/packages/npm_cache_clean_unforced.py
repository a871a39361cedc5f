"""`--force` for `npm cache clean`, which refuses without it."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Command, Instruction] = finding.subject  # type: ignore[assignment]
    command, run = parts
    return Fix("Add `--force`", SAFETY, [insert_option(run, command.positionals()[1], "--force")])
