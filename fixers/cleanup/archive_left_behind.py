"""`rm -f` of the archive at the end of its RUN; unsafe, for a script may look for it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cleanup._delete import delete_at_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    if finding.subject[2] is None:  # type: ignore[index]
        raise Refused("another RUN fetches it")
    return delete_at_end(finding, file)
