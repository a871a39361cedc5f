"""Another stage is a matter of the whole file."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "display"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # it never looks at them
    raise Refused("`dockerlint optimize` makes such a file multi-stage")
