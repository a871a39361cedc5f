"""The name that is near it. Nobody can tell whether it is meant: unsafe."""

from __future__ import annotations

from dockerlint.fixers.correctness._spelling import corrected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return corrected(finding, file.tree.text)
