"""`hadolint --format codeclimate`: Code Climate's issues, each ended by a NUL.

https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md
"""

from __future__ import annotations

import json

from dockerlint.report.hadolint import code_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_SEVERITIES = {"error": "blocker", "warning": "major", "info": "info", "style": "minor"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the issues of one file; `name` is its name as the user gave it."""
    del tree, color, width
    return "".join(json.dumps(issue(name, finding), separators=(",", ":")) + "\0" for finding in findings)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)


def issue(name: str, finding: Finding) -> dict[str, object]:
    """Return a finding as an issue."""
    return {
        "categories": ["Bug Risk"],
        "check_name": code_of(finding),
        "description": finding.message,
        "location": {"lines": {"begin": finding.row, "end": max(finding.row, finding.end_row)}, "path": name},
        "severity": _SEVERITIES[finding.severity],
        "type": "issue",
    }
