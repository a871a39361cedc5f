"""The blanks in front of the keyword, deleted."""

from __future__ import annotations

from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    place: tuple[int, int] = finding.subject  # type: ignore[assignment]
    return Fix("Begin the line with the keyword", SAFETY, [Edit(*place, "")])
