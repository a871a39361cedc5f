"""GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

from __future__ import annotations

import json

from dockerlint.lint.identity import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_SEVERITIES = {"error": "critical", "warning": "major", "info": "minor", "style": "info"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file as objects with commas between; `name` is its name as the user gave it."""
    del color, width
    path = name.removeprefix("./")
    return ",\n".join(
        json.dumps(
            {
                "description": f"{finding.rule}: {finding.message}",
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": path,
                    "positions": {
                        "begin": {"line": finding.row, "column": finding.column},
                        "end": {"line": finding.end_row, "column": finding.end_column},
                    },
                },
            }
        )
        for finding, fingerprint in zip(findings, fingerprints(tree, findings, path), strict=True)
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    body = ",\n".join(parts)
    return f"[\n{body}\n]\n" if parts else "[]\n"
