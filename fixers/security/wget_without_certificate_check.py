"""wget checks certificates again; unsafe, for the server may have none that is valid."""

from __future__ import annotations

from dockerlint.fixers.security._remove import remove_option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return remove_option(finding, file)
