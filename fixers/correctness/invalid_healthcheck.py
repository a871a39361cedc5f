"""`CMD` in front of a command that HEALTHCHECK has without it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import insert_before
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Healthcheck

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    node: Healthcheck = finding.subject  # type: ignore[assignment]
    if node.type is None or node.type.value.upper() == "CMD":
        raise Refused("there is no command")
    return Fix("Write `CMD` in front", SAFETY, [insert_before(node.type, "CMD")], changes=("healthcheck",))
