"""`hadolint --format checkstyle`: Checkstyle's XML; style findings have the severity `style`."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from dockerlint.report.hadolint import code_of
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the element of one file; `name` is its name as the user gave it."""
    del tree, color, width
    errors = "".join(
        f'<error column="{one.column}" line="{one.row}" message={quoteattr(visible(one.message))} '
        f'severity="{one.severity}" source={quoteattr(code_of(one))}/>'
        for one in findings
    )
    return f"<file name={quoteattr(visible(name))}>{errors}</file>"


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    clean = "".join(f"<file name={quoteattr(visible(name))}/>" for name in (run.clean if run else ()))
    return f'<?xml version="1.0" encoding="UTF-8"?><checkstyle version="4.3">{"".join(parts)}{clean}</checkstyle>\n'
