"""`-L` for curl; unsafe, for a redirect may lead where nobody looked."""

from __future__ import annotations

from dockerlint.fixers.shell._curl import add_letter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return add_letter(finding, file)
