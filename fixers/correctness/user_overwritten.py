"""The USER that has no effect, deleted."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Instruction = finding.subject  # type: ignore[assignment]
    if node.comments:
        raise Refused("a comment belongs to it")
    return Fix("Delete the USER", SAFETY, [delete_instruction(file.tree.text, node)])
