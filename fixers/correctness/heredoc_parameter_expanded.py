"""Quotes around the delimiter, where nothing in the text is meant to be replaced."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix
from dockerlint.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.heredoc import Heredoc
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Instruction
    heredoc: Heredoc
    node, heredoc = finding.subject  # type: ignore[misc]
    known = file.graph.environment(node)
    for reference in references(heredoc.content, node.escape):
        if reference.name in known:
            raise Refused(f"`${reference.name}` is to be replaced")
    if node.escape in heredoc.content:
        raise Refused("escapes in the text would become something else")
    start, end = heredoc.operator
    written = file.tree.text[start:end]
    head, _, rest = written.partition(heredoc.name)
    if rest or not heredoc.name or any(mark in head for mark in "'\""):
        raise Refused("the delimiter is written in an unusual way")
    return Fix("Quote the delimiter", SAFETY, [Edit(start, end, f"{head}'{heredoc.name}'")])
