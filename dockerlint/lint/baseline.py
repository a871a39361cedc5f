"""A baseline: findings that were there when a project began to check, and are not told again.

A JSON file `{"version": 1, "files": {path: [fingerprint, …]}}` with paths relative to its folder. A fingerprint
(`dockerlint.lint.identity`) outlives changes elsewhere in the file.
"""

from __future__ import annotations

import json
import os

from dockerlint.lint.identity import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.tree import Tree

_VERSION = 1


class BaselineError(ValueError):
    """A file that is no baseline."""


class Baseline:
    """What a baseline file covers. Raises OSError for one that cannot be read, BaselineError for another file."""

    __slots__ = ("_files", "_folder")

    def __init__(self, path: str) -> None:
        self._folder = os.path.dirname(os.path.abspath(path))
        with open(path, encoding="utf-8") as file:
            try:
                content = json.load(file)
            except ValueError as error:
                raise BaselineError(f"no baseline: {error}") from None
        files = content.get("files") if isinstance(content, dict) and content.get("version") == _VERSION else None
        if not isinstance(files, dict) or not all(isinstance(marks, list) for marks in files.values()):
            raise BaselineError(f"no baseline of version {_VERSION}")
        self._files = {path: set(map(str, marks)) for path, marks in files.items()}

    def new(self, name: str, tree: Tree, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings of a file that the baseline does not cover."""
        covered = self.covered(name, tree, findings)
        return [finding for finding, is_covered in zip(findings, covered, strict=True) if not is_covered]

    def covered(self, name: str, tree: Tree, findings: Sequence[Finding]) -> list[bool]:
        """Return for each finding of a file whether the baseline covers it."""
        known = self._files.get(place_of(name, self._folder))
        if not known:
            return [False] * len(findings)
        return [mark in known for mark in fingerprints(tree, findings)]


def render_baseline(path: str, marks: Mapping[str, Sequence[str]]) -> str:
    """Return the text of a baseline at a path; `marks` are the fingerprints by the name of the file."""
    folder = os.path.dirname(os.path.abspath(path))
    files = {place_of(name, folder): sorted(found) for name, found in marks.items() if found}
    return json.dumps({"version": _VERSION, "files": dict(sorted(files.items()))}, indent=2) + "\n"


def place_of(name: str, folder: str) -> str:
    """Return a file's path as a baseline in a folder has it."""
    try:
        return os.path.relpath(os.path.abspath(name), folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return name
