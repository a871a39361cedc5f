"""`-y` in the place of `--force-yes`; unsafe, for unsigned packages are then refused."""

from __future__ import annotations

from dockerlint.fix.style import delete_word, replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Command, ShellWord] = finding.subject  # type: ignore[assignment]
    command, word = parts
    if command.has("-y", "--yes", "--assume-yes") or command.has("-qq"):
        return Fix("Remove `--force-yes`", SAFETY, [delete_word(file.tree.text, word)])
    return Fix("Replace `--force-yes` by `-y`", SAFETY, [replace(word, "-y")])
