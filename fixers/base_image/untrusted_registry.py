"""Nobody but the project knows where a trusted copy of an image is."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "display"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # it never looks at them
    raise Refused("where a trusted registry has this image is not known")
