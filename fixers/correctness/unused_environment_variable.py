"""The ENV that nobody can read, deleted."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, delete_word
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.variables import Definition
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

# Another target may be built of the file.
SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    definition: Definition = finding.subject  # type: ignore[assignment]
    node = definition.instruction
    source = file.tree.text
    title = f"Delete `ENV {definition.name}`"
    if node.comments:
        raise Refused("a comment belongs to it")
    if len(node.pairs) == 1:
        return Fix(title, SAFETY, [delete_instruction(source, node)])
    if node.spans_lines():
        raise Refused("the ENV sets several names on several lines")
    word = next(word for word in node.words if word.first == definition.pair.key.first)
    if word.first == node.words[0].first:
        return Fix(title, SAFETY, [Edit(word.start, node.words[1].start, "")])
    return Fix(title, SAFETY, [delete_word(source, word, node.escape)])
