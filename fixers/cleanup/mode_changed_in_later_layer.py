"""`--chmod` at the COPY, and the RUN gone; unsafe, for `+x` leaves the other bits as they were."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, insert_flag
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy, Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Copy, Instruction, str] = finding.subject  # type: ignore[assignment]
    copy, run, mode = parts
    if mode == "u+x":
        raise Refused("which mode the file has is not known")
    if run.comments:
        raise Refused("a comment belongs to the RUN")
    flag = f"--chmod={mode if mode.isdigit() else '755'}"
    return Fix(f"Add `{flag}`", SAFETY, [insert_flag(copy, flag), delete_instruction(file.tree.text, run)])
