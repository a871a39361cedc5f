"""One JSON object on each line, of the shape that `json` has."""

from __future__ import annotations

from dockerlint.report import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is its name as the user gave it."""
    return "".join(
        json.render(name, tree, [finding], color=color, width=width).lstrip("\n") + "\n" for finding in findings
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
