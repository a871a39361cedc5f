"""reviewdog's diagnostic format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf.

Its columns count bytes of UTF-8.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO", "style": "INFO"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file as objects with commas between; `name` is its name as the user gave it."""
    del color, width
    return ",".join([json.dumps(_diagnostic(name.removeprefix("./"), tree, finding)) for finding in findings])


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    source = json.dumps({"name": "dockerlint", "url": "https://github.com/dockerlint/dockerlint"})
    return f'{{"source":{source},"diagnostics":[{",".join(parts)}]}}\n'


def _diagnostic(path: str, tree: Tree, finding: Finding) -> dict[str, object]:
    found: dict[str, object] = {
        "message": finding.message,
        "location": {"path": path, "range": _range(tree, finding.start, finding.end)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule, "url": finding.url},
    }
    # A suggestion stands for itself, while several edits belong together.
    if finding.fix is not None and len(finding.fix.edits) == 1:
        edit = finding.fix.edits[0]
        found["suggestions"] = [{"range": _range(tree, edit.start, edit.end), "text": edit.text}]
    return found


def _range(tree: Tree, start: int, end: int) -> dict[str, object]:
    return {"start": _place(tree, start), "end": _place(tree, end)}


def _place(tree: Tree, offset: int) -> dict[str, int]:
    row, column = tree.position(offset)
    before = tree.text[offset - column + 1 : offset]
    return {"line": row, "column": len(before.encode("utf-8", "surrogateescape")) + 1}
