"""Checkstyle's XML, which many CI servers read: https://checkstyle.sourceforge.io/."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from dockerlint import __version__
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_SEVERITIES = {"error": "error", "warning": "warning", "info": "info", "style": "info"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the element of one file; `name` is its name as the user gave it."""
    del tree, color, width
    errors = "".join(
        f'    <error line="{finding.row}" column="{finding.column}" severity="{_SEVERITIES[finding.severity]}" '
        f"message={quoteattr(visible(finding.message))} source={quoteattr('dockerlint.' + finding.rule)}/>\n"
        for finding in findings
    )
    return f"  <file name={quoteattr(visible(name))}>\n{errors}  </file>\n"


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    clean = "".join(f"  <file name={quoteattr(visible(name))}/>\n" for name in (run.clean if run else ()))
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="dockerlint-{__version__}">\n'
    return f"{head}{''.join(parts)}{clean}</checkstyle>\n"
