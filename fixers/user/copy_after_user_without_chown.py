"""`--chown` with the user in force; unsafe, for a file that root owned cannot be changed by the program."""

from __future__ import annotations

from dockerlint.fix.style import insert_flag
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy, User

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Copy, User] = finding.subject  # type: ignore[assignment]
    node, user = parts
    flag = f"--chown={user.arguments.value}"
    return Fix(f"Add `{flag}`", SAFETY, [insert_flag(node, flag)])
