"""A stage deleted that nothing needs; numbers that name later stages move up. Somebody may build it: unsafe."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import comment_lines
from dockerlint.graph.stages import stage_number
from dockerlint.lint.finding import Edit, Fix
from dockerlint.syntax.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    stage: Stage = finding.subject  # type: ignore[assignment]
    text = file.tree.text
    last = [stage.instruction, *stage.instructions][-1]
    start, end = stage.instruction.full_start, last.full_end
    if start == 0 and text[:1] == "\ufeff":
        start = 1
    if any(edge.source is stage for edge in file.graph.edges):
        raise Refused("another stage that nothing needs is built on it or copies from it")
    inside = [item for item in file.tree.items if start <= item.full_start < end]
    if comment_lines(Tree(text, inside, [], [], file.tree.escape, [])):
        raise Refused("comments in the stage would be lost")
    while text[end : end + 1] == "\n" or text[end : end + 2] == "\r\n":
        end = text.find("\n", end) + 1
    edits = [Edit(start, end, "")]
    for edge in file.graph.edges:
        number = stage_number(edge.written) if edge.kind == "copy" else None
        if number is None or edge.trigger or edge.source is None or start <= edge.span[0] < end:
            continue
        if number > stage.index:
            edits.append(Edit(*edge.span, str(number - 1)))
    return Fix("Delete the stage", SAFETY, edits)
