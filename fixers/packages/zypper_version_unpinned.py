"""Versions of packages that zypper installs, from a list that the user points at."""

from __future__ import annotations

from dockerlint.fixers.packages._versions import pin, plain_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    return pin(finding, file, "=", plain_name)
