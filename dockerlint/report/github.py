"""Workflow commands, which GitHub Actions shows as annotations of the changed lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from dockerlint.report.wording import peer_ids, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_KINDS = {"error": "error", "warning": "warning", "info": "notice", "style": "notice"}
_ORDER = ("::error", "::warning", "::notice")


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is its name as the user gave it."""
    del tree, color, width
    return "".join([_command(name, finding) for finding in findings])


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are; the worst first, because GitHub shows ten of a kind."""
    del run
    lines = "".join(parts).splitlines(keepends=True)
    return "".join(sorted(lines, key=lambda line: _ORDER.index(line.partition(" ")[0])))


def _command(name: str, finding: Finding) -> str:
    ids = peer_ids(finding.aliases)
    title = f"{finding.rule} ({ids})" if ids else finding.rule
    properties = {"title": title, "file": name.removeprefix("./"), "line": str(finding.row)}
    if finding.end_row == finding.row:
        # GitHub takes columns only where a single line is meant.
        properties |= {"endLine": str(finding.row), "col": str(finding.column), "endColumn": str(finding.end_column)}
    else:
        properties["endLine"] = str(finding.end_row)
    listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{_KINDS[finding.severity]} {listed}::{_escaped(finding.message)}\n"


def _escaped(text: str, more: str = "") -> str:
    shown = visible(text).replace("%", "%25")
    for character in more:
        shown = shown.replace(character, f"%{ord(character):02X}")
    return shown
