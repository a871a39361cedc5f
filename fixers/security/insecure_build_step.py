"""The RUN in the sandbox again; unsafe, for it may need what the sandbox forbids."""

from __future__ import annotations

from dockerlint.fixers.security._remove import remove_flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return remove_flag(finding, file)
