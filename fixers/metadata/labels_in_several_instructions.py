"""One LABEL with a line for each."""

from __future__ import annotations

from itertools import pairwise

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Label

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    group: list[Label] = finding.subject  # type: ignore[assignment]
    if any(node.inner_comments or node.pairs[0].legacy or "$" in node.line.text for node in group if node.pairs):
        raise Refused("a comment, a variable or the form without `=` stands in the way")
    text = file.tree.text
    indentation = " " * (len(group[0].keyword) + 1)
    edits = [
        Edit(before.end, after.pairs[0].span[0], f" {after.escape}{line_end(text, after.start)}{indentation}")
        for before, after in pairwise(group)
    ]
    return Fix("Write one LABEL", SAFETY, edits)
