"""An empty line in front of the stage."""

from __future__ import annotations

from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    start: int = finding.subject  # type: ignore[assignment]
    return Fix("Insert an empty line", SAFETY, [Edit(start, start, line_end(file.tree.text, start))])
