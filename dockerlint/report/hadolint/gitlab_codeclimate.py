"""`hadolint --format gitlab_codeclimate`: Code Climate's issues as GitLab reads them, one array with fingerprints."""

from __future__ import annotations

import json

from dockerlint.lint.identity import fingerprints
from dockerlint.report.hadolint.codeclimate import issue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree


def render(name: str, tree: Tree, findings: Sequence[Finding], *, color: bool = False, width: int = 100) -> str:
    """Return the issues of one file with commas between; `name` is its name as the user gave it."""
    del color, width
    return ",".join(
        json.dumps({**issue(name, finding), "fingerprint": fingerprint}, separators=(",", ":"))
        for finding, fingerprint in zip(findings, fingerprints(tree, findings, name), strict=True)
    )


def join(parts: Sequence[str], run: Run | None = None) -> str:
    """Return the report of the files whose parts these are."""
    del run
    return f"[{','.join(parts)}]\n"
