"""A name of its own for a stage that has another's, here and where it is used. Somebody may build it by that name."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"
_MARKS = str.maketrans("-_.", "aaa")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    stage: Stage = finding.subject  # type: ignore[assignment]
    alias = stage.instruction.alias
    assert alias is not None  # noqa: S101  # the rule found it
    if alias.raw != alias.value or not alias.value.translate(_MARKS).isalnum():
        raise Refused("the name is no plain word")
    name = _free_name(alias.value, file)
    edits = [Edit(alias.start, alias.end, name)]
    for edge in file.graph.edges:
        if "$" in edge.written and (edge.source is stage or edge.source is None):
            raise Refused(f"a variable in line {edge.instruction.start_line} may name the stage")
        if edge.source is not stage or edge.written.lower() != stage.name:
            continue
        if edge.trigger:
            raise Refused("a trigger of ONBUILD names the stage")
        start, end = edge.span
        if file.tree.text[start:end] != edge.written:
            raise Refused(f"quotes hide the name in line {edge.instruction.start_line}")
        edits.append(Edit(start, end, name))
    return Fix(f"Name it `{name}`, here and where it is used", SAFETY, edits)


def _free_name(name: str, file: Dockerfile) -> str:
    """Return the name with the first number behind it that makes it nobody else's, no image's either."""
    taken = {stage.name for stage in file.stages} | {edge.written.lower() for edge in file.graph.edges}
    number = 2
    while f"{name.lower()}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
