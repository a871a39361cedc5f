"""Patterns for what the context holds and no image needs."""

from __future__ import annotations

from dockerlint.fixers.context._ignore_file import extended
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    found: list[str] = finding.subject  # type: ignore[assignment]
    return Fix("Exclude what no image needs", SAFETY, [], other_files=extended(file, found))
