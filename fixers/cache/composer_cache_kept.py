"""`composer clear-cache` at the end of the RUN."""

from __future__ import annotations

from dockerlint.fixers.cache._directory import cleared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return cleared(finding, file, "clear-cache", "/composer", SAFETY, "composer")
