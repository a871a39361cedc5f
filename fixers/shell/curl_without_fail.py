"""`-f` for curl; unsafe, for a build that got by with an error page then stops."""

from __future__ import annotations

from dockerlint.fixers.shell._curl import add_letter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return add_letter(finding, file)
