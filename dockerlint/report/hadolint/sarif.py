"""`hadolint --format sarif`, and what GitHub wants beside: our SARIF with hadolint's codes as the rules' names."""

from __future__ import annotations

from dockerlint.report import sarif
from dockerlint.report.hadolint import code_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the results of one file with commas between; `name` is its name as the user gave it."""
    return sarif.render(name, tree, findings, color=color, width=width, name_of=code_of)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the log of the run whose files' parts these are."""
    return sarif.join(parts, run, peer="hadolint")
