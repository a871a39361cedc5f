"""COPY to a whole path."""

from __future__ import annotations

from dockerlint.fixers.correctness._paths import written_out
from dockerlint.lint.finding import Fix
from dockerlint.rules.correctness.relative_copy_destination import begins_at_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Copy

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write the whole path."""
    node: Copy
    stage: Stage
    node, stage = finding.subject  # type: ignore[misc]
    word = node.words[-1]
    known = begins_at_root(stage)
    edit = written_out(word, "/" if known else file.graph.working_directory(node), keep_directory=True)
    return Fix(f"Write `{edit.text}`", "unsafe" if known else "safe", [edit])
