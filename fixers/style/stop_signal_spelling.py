"""The full name of the signal."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Stopsignal

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Stopsignal, str] = finding.subject  # type: ignore[assignment]
    node, signal = parts
    return Fix(f"Write {signal}", SAFETY, [replace(node.arguments, signal)], changes=("stopsignal",))
