"""Two blanks between a checksum and its file, as every version of the program takes them."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import ShellWord

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    word: ShellWord = finding.subject  # type: ignore[assignment]
    return Fix("Write two blanks", SAFETY, [replace(word, word.raw.replace(" ", "  "))])
