"""What `hadolint --format json` prints, so that programs made for it can read ours.

The code is hadolint's where it has one, else the rule's name.
"""

from __future__ import annotations

import json

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


def code_of(finding: Finding) -> str:
    """Return hadolint's code for a finding, or the rule's name."""
    names = [name.partition(":") for name in (finding.rule, *finding.aliases)]
    return next((code for prefix, _, code in names if prefix in ("hadolint", "shellcheck")), finding.rule)
