"""`-y` for dnf, which would ask otherwise."""

from __future__ import annotations

from dockerlint.fixers.packages.common import assume_yes

__all__ = ["SAFETY", "fix"]

SAFETY = "safe"

fix = assume_yes
