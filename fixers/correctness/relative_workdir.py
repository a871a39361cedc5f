"""WORKDIR with its whole path."""

from __future__ import annotations

from dockerlint.fixers.correctness._paths import written_out
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Workdir

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write the whole path."""
    node: Workdir = finding.subject  # type: ignore[assignment]
    edit = written_out(node.path, file.graph.working_directory(node), keep_directory=False)
    return Fix(f"Write `{edit.text}`", SAFETY, [edit])
