"""`hadolint --format gnu`: one line for each finding, `hadolint:path:line: code severity: message`."""

from __future__ import annotations

from dockerlint.report.hadolint import code_of
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is its name as the user gave it."""
    del tree, color, width
    path = visible(name)
    return "".join(
        f"hadolint:{path}:{one.row}: {code_of(one)} {one.severity}: {visible(one.message)}\n" for one in findings
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
