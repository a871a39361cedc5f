"""`--chmod=755` at the COPY; without it the container does not start."""

from __future__ import annotations

from dockerlint.fix.style import insert_flag
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy, Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Instruction, Copy] = finding.subject  # type: ignore[assignment]
    return Fix("Add `--chmod=755`", SAFETY, [insert_flag(parts[1], "--chmod=755")])
