"""`sharing=locked` for the cache mount of a package manager that wants it for itself."""

from __future__ import annotations

from dockerlint.fixers.cache._flags import set_option
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Mount

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    mount: Mount = finding.subject  # type: ignore[assignment]
    return Fix("Add `sharing=locked`", SAFETY, [set_option(file.tree.text, mount, "sharing", "locked")])
