"""`rm -f` of the signature at the end of its RUN; unsafe, for a script may look for it."""

from __future__ import annotations

from dockerlint.fixers.cleanup._delete import delete_at_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return delete_at_end(finding, file)
