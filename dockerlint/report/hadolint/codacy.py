"""`hadolint --format codacy`: one object after another."""

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
    """Return the findings of one file, an object on each line; `name` is its name as the user gave it."""
    del tree, color, width
    return "".join(
        json.dumps(
            {"filename": name, "line": one.row, "message": one.message, "patternId": code_of(one)},
            separators=(",", ":"),
        )
        + "\n"
        for one in findings
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
