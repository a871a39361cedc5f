"""The GNU standard for error messages, which editors and problem matchers know: `path:line.column-line.column: …`.

https://www.gnu.org/prep/standards/html_node/Errors.html
"""

from __future__ import annotations

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
        f"{path}:{one.row}:{one.column}: {one.severity}: {visible(one.message)} [{one.rule}]\n" for one in findings
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
