"""An ARG deleted that nothing uses. Where a RUN has it in its environment, a program may read it: then unsafe."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_instruction, delete_word
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.correctness.unused_argument import missed_use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.variables import Definition
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    definition: Definition = finding.subject  # type: ignore[assignment]
    node = definition.instruction
    source = file.tree.text
    use = missed_use(definition, file)
    if use is not None:
        raise Refused(f"line {use.instruction.start_line} names it: declare it in that stage")
    # Docker only warns of a `--build-arg` that no ARG takes up.
    safety = "unsafe" if definition.reaches_run else SAFETY
    title = f"Delete `ARG {definition.name}`"
    if len(node.pairs) == 1:
        return Fix(title, safety, [delete_instruction(source, node)])
    if node.spans_lines():
        raise Refused("the ARG declares several names on several lines")
    word = next(word for word in node.words if word.first == definition.pair.key.first)
    if any(name.definition is definition for name in file.graph.uses):
        raise Refused("another default uses it")
    edit = delete_word(source, word, node.escape)
    if word.first == node.words[0].first:
        edit = Edit(word.start, node.words[1].start, "")
    return Fix(title, safety, [edit])
