"""No empty lines inside an instruction. Docker skips them, so that it reads the same."""

from __future__ import annotations

from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Instruction = finding.subject  # type: ignore[assignment]
    text = file.tree.text
    empty = set(node.empty_lines)
    edits: list[Edit] = []
    start = node.full_start
    for number in range(node.start_line, node.empty_lines[-1] + 1):
        end = text.find("\n", start) + 1 or len(text)
        if number in empty:
            if edits and edits[-1].end == start:
                edits[-1] = Edit(edits[-1].start, end, "")
            else:
                edits.append(Edit(start, end, ""))
        start = end
    title = "Delete the empty line" if len(empty) == 1 else "Delete the empty lines"
    return Fix(title, SAFETY, edits)
