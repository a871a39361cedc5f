"""The flag that has no effect, deleted."""

from __future__ import annotations

from dockerlint.fix.style import delete_word
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy, Flag

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Copy, Flag] = finding.subject  # type: ignore[assignment]
    node, flag = parts
    return Fix(f"Delete `--{flag.name}`", SAFETY, [delete_word(file.tree.text, flag.word, node.escape)])
