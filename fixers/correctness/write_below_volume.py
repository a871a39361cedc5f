"""VOLUME behind the last step that writes there; unsafe, for what was thrown away so far is kept then."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, insert_instruction
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction, Volume

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Stage, Volume, Instruction] = finding.subject  # type: ignore[assignment]
    stage, volume, _writer = parts
    if volume.comments or volume.spans_lines() or "$" in volume.line.text:
        raise Refused("a comment or a variable belongs to the VOLUME")
    steps = [node for node in stage.instructions if node.keyword in ("RUN", "COPY", "ADD")]
    text = file.tree.text
    moved = insert_instruction(text, text[volume.start : volume.end], after=steps[-1])
    return Fix("Move VOLUME to the end", SAFETY, [delete_instruction(text, volume), moved], changes=("volumes",))
