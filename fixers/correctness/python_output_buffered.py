"""PYTHONUNBUFFERED for the container; unsafe, for each line is then written for itself."""

from __future__ import annotations

from dockerlint.fix.style import cased, insert_instruction
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    starter: Instruction = finding.subject  # type: ignore[assignment]
    line = f"{cased('ENV', starter)} PYTHONUNBUFFERED=1"
    edit = insert_instruction(file.tree.text, line, before=starter)
    return Fix("Set PYTHONUNBUFFERED", SAFETY, [edit], changes=("env",))
