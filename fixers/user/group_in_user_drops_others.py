"""USER without the group; unsafe, for new files then belong to the account's own group."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import User

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    node: User = finding.subject  # type: ignore[assignment]
    return Fix(f"Remove `:{node.group}`", SAFETY, [replace(node.arguments, node.user)], changes=("user",))
