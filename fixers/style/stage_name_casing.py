"""A stage's name in lower case, with every reference to it. Docker compares the names in lower case."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    stage: Stage = finding.subject  # type: ignore[assignment]
    alias = stage.instruction.alias
    assert alias is not None  # noqa: S101  # the rule found it
    edits = [Edit(alias.start, alias.end, stage.name)]
    for edge in file.graph.edges:
        if edge.source is not stage or edge.trigger or edge.written == stage.name or "$" in edge.written:
            continue
        if edge.written.lower() == stage.name:
            start, end = edge.span
            if file.tree.text[start:end] != edge.written:
                raise Refused(f"quotes hide the name in line {edge.instruction.start_line}")
            edits.append(Edit(start, end, stage.name))
    return Fix(f"Write `{stage.name}`, here and where it is used", SAFETY, edits)
