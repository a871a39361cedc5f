"""`hadolint --format tty`: one line for each finding, `path:line code severity: message`."""

from __future__ import annotations

from dockerlint.report.hadolint import code_of
from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

_STYLES = {"error": "\x1b[1m\x1b[91m", "warning": "\x1b[1m\x1b[93m", "info": "\x1b[92m", "style": "\x1b[96m"}


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the findings of one file; `name` is its name as the user gave it."""
    del tree, width
    path = visible(name)
    lines = []
    for one in findings:
        severity = f"{_STYLES[one.severity]}{one.severity}\x1b[0m" if color else one.severity
        lines.append(f"{path}:{one.row} {code_of(one)} {severity}: {visible(one.message)}\n")
    return "".join(lines)


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return "".join(parts)
