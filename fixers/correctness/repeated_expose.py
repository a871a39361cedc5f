"""The port that is exposed already, deleted."""

from __future__ import annotations

from dockerlint.fix.style import delete_instruction, delete_word
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Expose
    from dockerlint.syntax.text import Word

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Expose, Word] = finding.subject  # type: ignore[assignment]
    node, word = parts
    if len(node.ports) == 1:
        edit = delete_instruction(file.tree.text, node)
    else:
        edit = delete_word(file.tree.text, word, node.escape)
    return Fix("Delete the repeated port", SAFETY, [edit], changes=("expose",))
