"""What stands around the JSON array of an exec form."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word


def text_behind_array(node: Instruction) -> Word | None:
    """Return what stands behind the closing bracket: with it, BuildKit from 0.13 on sees no array."""
    if not node.is_json or not node.line.text[node.json_end : node.last].strip():
        return None
    from dockerlint.syntax.text import split_blanks

    words = split_blanks(node.line, node.json_end, node.last)
    return type(words[0])(node.line, words[0].first, words[-1].last)
