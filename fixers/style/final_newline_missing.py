"""A line end behind the last line."""

from __future__ import annotations

from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    end = len(file.tree.text)
    return Fix("Add a line end", SAFETY, [Edit(end, end, line_end(file.tree.text))])
