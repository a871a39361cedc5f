"""`hadolint --format sonarqube`: SonarQube's generic issues, whose columns count from 0.

https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format
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

_SEVERITIES = {"error": "CRITICAL", "warning": "MAJOR", "info": "MINOR", "style": "INFO"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the issues of one file with commas between; `name` is its name as the user gave it."""
    del color, width
    return ",".join(json.dumps(_issue(name, tree, finding), separators=(",", ":")) for finding in findings)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return f'{{"issues":[{",".join(parts)}]}}\n'


def _issue(name: str, tree: Tree, finding: Finding) -> dict[str, object]:
    code = code_of(finding)
    row, column, end_row, end_column = finding.row, finding.column - 1, finding.end_row, finding.end_column - 1
    if (row, column) == (end_row, end_column):
        # SonarQube refuses an empty range, and a column behind the end of its line.
        column = max(min(column, len(tree.line(row)) - 1), 0)
        end_column = column + 1
    return {
        "engineId": "Hadolint",
        "primaryLocation": {
            "filePath": name,
            "message": finding.message,
            "textRange": {"endColumn": end_column, "endLine": end_row, "startColumn": column, "startLine": row},
        },
        "ruleId": code,
        "severity": "BLOCKER" if code == "DL1000" else _SEVERITIES[finding.severity],
        "type": "BUG" if finding.severity == "error" else "CODE_SMELL",
    }
