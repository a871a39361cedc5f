"""One empty line in the place of several."""

from __future__ import annotations

from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    place: tuple[int, int] = finding.subject  # type: ignore[assignment]
    return Fix("Delete the empty lines", SAFETY, [Edit(*place, "")])
