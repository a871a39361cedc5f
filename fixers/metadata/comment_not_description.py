"""An empty line behind a comment that describes nothing by name."""

from __future__ import annotations

from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Instruction = finding.subject  # type: ignore[assignment]
    place = node.full_start
    return Fix("Insert an empty line", SAFETY, [Edit(place, place, line_end(file.tree.text, place))])
