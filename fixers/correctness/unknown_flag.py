"""The flag that is nearest to one that there is not."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Flag, Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Instruction, Flag, str] = finding.subject  # type: ignore[assignment]
    _, flag, near = parts
    if not near:
        raise Refused("no flag is near it")
    start = flag.word.start + len("--")
    if file.tree.text[start : start + len(flag.name)] != flag.name:
        raise Refused("the name goes over a line end")
    return Fix(f"Write `--{near}`", SAFETY, [Edit(start, start + len(flag.name), near)], changes=("healthcheck",))
