"""The settings of the container behind the last step that changes files."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Stage, list[Instruction], int] = finding.subject  # type: ignore[assignment]
    stage, early, last = parts
    between = stage.instructions[stage.instructions.index(early[0]) : last + 1]
    if any(node.keyword in ("SHELL", "ONBUILD") for node in between):
        raise Refused("a SHELL or ONBUILD stands in between")
    if any(node.comments or node.inner_comments for node in early):
        raise Refused("comments belong to them")
    text = file.tree.text
    place = stage.instructions[last].full_end
    moved = "".join(text[node.full_start : node.full_end] for node in early)
    end = line_end(text)
    if not text[:place].endswith("\n"):
        moved = end + moved.removesuffix(end)
    edits = [Edit(node.full_start, node.full_end, "") for node in early]
    return Fix("Move them behind the last step", SAFETY, [*edits, Edit(place, place, moved)])
