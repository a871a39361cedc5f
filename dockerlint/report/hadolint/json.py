"""`hadolint --format json`: one array."""

from __future__ import annotations

import json

from dockerlint.report.hadolint import code_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file as objects with commas between; `name` is its name as the user gave it."""
    del tree, color, width
    return ",".join(
        json.dumps(
            {
                "code": code_of(finding),
                "column": finding.column,
                "file": name,
                "level": finding.severity,
                "line": finding.row,
                "message": finding.message,
            },
            separators=(",", ":"),
        )
        for finding in findings
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return f"[{','.join(parts)}]\n"
