"""`npm ci` in the place of `npm install`; unsafe, for it refuses where the lock file does not fit."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[PackageCall, Instruction] = finding.subject  # type: ignore[assignment]
    return Fix("Replace `npm install` by `npm ci`", SAFETY, [replace(parts[0].words[0], "ci")])
