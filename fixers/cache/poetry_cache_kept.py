"""Poetry's downloads are deleted at the end of the RUN; the virtual environments beside them stay."""

from __future__ import annotations

from dockerlint.fixers.cache._directory import deleted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return deleted(finding, file, SAFETY, ("cache", "artifacts"))
