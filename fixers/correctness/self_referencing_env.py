"""Two ENVs for one, so that the second sees what the first sets."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import indentation_of, line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

# The value changes, which is what it is for.
SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    use: Use = finding.subject  # type: ignore[assignment]
    node = use.instruction
    pairs = node.pairs  # type: ignore[attr-defined]
    place = next(index for index, pair in enumerate(pairs) if pair.value and use.first < pair.value.last)
    if use.name not in [pair.name for pair in pairs[:place]]:
        raise Refused(f"`{use.name}` is set behind its use")
    if node.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    source = file.tree.text
    start, end = pairs[place - 1].span[1], pairs[place].span[0]
    comments = [comment for comment in node.inner_comments if start <= comment.start < end]
    end_of_line = line_end(source, node.start)
    between = end_of_line.join(["", *(source[comment.start : comment.end] for comment in comments), ""])
    text = f"{between}{indentation_of(source, node)}{node.keyword_word.value} "
    return Fix("Set the variables in two steps", SAFETY, [Edit(start, end, text)], changes=("env",))
