"""The stage's name in the place of its number."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.stages import Edge
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    edge: Edge = finding.subject  # type: ignore[assignment]
    source = edge.source
    if source is None or not source.name or source.instruction.alias is None:
        raise Refused("the stage has no name")
    if file.graph.stage(source.name) is not source:
        raise Refused("another stage has the same name")
    return Fix(f"Write `{source.name}`", SAFETY, [Edit(*edge.span, source.instruction.alias.value)])
