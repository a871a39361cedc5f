"""One CMD in a stage."""

from __future__ import annotations

from dockerlint.fix.style import delete_instruction
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Delete the one without effect."""
    node: Instruction = finding.subject  # type: ignore[assignment]
    return Fix("Delete the CMD without effect", SAFETY, [delete_instruction(file.tree.text, node)])
