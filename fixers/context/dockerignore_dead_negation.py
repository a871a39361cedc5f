"""A line without effect goes."""

from __future__ import annotations

from dockerlint.fixers.context._ignore_file import without_line
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import IgnorePattern
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    pattern: IgnorePattern = finding.subject  # type: ignore[assignment]
    return Fix(f"Delete `{pattern.source}`", SAFETY, [], other_files=without_line(file, pattern.line))
