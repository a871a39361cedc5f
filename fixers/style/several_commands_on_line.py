"""Each command of a chain on a line of its own."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import line_end
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Run, list[Command]] = finding.subject  # type: ignore[assignment]
    node, chained = parts
    text = file.tree.text
    edits = []
    for command in chained:
        start = command.start
        gap = len(text[:start]) - len(text[:start].rstrip(" \t"))
        if text[: start - gap][-2:] != "&&":
            raise Refused("something stands between `&&` and the command")
        edits.append(Edit(start - gap, start, f" {node.escape}{line_end(text, node.start)}    "))
    return Fix("Write one command a line", SAFETY, edits)
