"""A slash behind a directory."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Append the slash, inside of quotes."""
    node: Copy = finding.subject  # type: ignore[assignment]
    word = node.destination
    if word is None or not file.graph.expand(node, word.value):
        raise Refused("a variable whose value is not known")
    raw = word.raw
    if raw.rstrip("\"'").endswith((node.escape, "\\")):
        raise Refused("the path ends in a backslash")
    place = word.end - 1 if raw[-1] in "\"'" else word.end
    return Fix("Append `/`", SAFETY, [Edit(place, place, "/")])
