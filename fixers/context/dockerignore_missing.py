"""A `.dockerignore` with what the context holds and no image needs."""

from __future__ import annotations

from dockerlint.fixers.context._ignore_file import extended, ignore_file
from dockerlint.lint.finding import Fix
from dockerlint.rules.context.common import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"

_BUILD_FILES = ("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    found: list[str] = finding.subject  # type: ignore[assignment]
    context, path, _ = ignore_file(file)
    own = (context.ignore_files[0] or "").removesuffix(".dockerignore")
    build = [name for name in (own, *_BUILD_FILES) if name and context.lstat(name) is not None]
    # A checkout has a history even where this copy of it has none.
    history = [] if mentions(file, ".git") else [".git"]
    patterns = dict.fromkeys([*history, *found, ".dockerignore", *(name for name in build if not mentions(file, name))])
    return Fix(f"Write `{path}`", SAFETY, [], other_files=extended(file, list(patterns)))
