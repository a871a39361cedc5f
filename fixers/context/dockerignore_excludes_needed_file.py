"""An exception for a file that the build needs."""

from __future__ import annotations

from dockerlint.fixers.context._ignore_file import extended
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    path: str = finding.subject  # type: ignore[assignment]
    return Fix(f"Let `{path}` through", SAFETY, [], other_files=extended(file, [f"!{path}"]))
