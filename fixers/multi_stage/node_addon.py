"""Node.js: what a project's own native module is built from, as its `binding.gyp` says.

https://gyp.gsrc.io/docs/InputFormatReference.md: a literal of Python. Whatever has variables, actions or files of its
own kind is not read further: then nothing is known of what the build reads.
"""

from __future__ import annotations

import ast
import re

from dockerlint.fixers.multi_stage.ahead import Unclear
from dockerlint.graph.paths import base_name, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.fixers.multi_stage.common import Project

BINDING = "binding.gyp"
# What npm runs for it, said or not.
_BUILDS = ("node-gyp rebuild", "node-gyp configure build")
_READ_MORE = frozenset(("actions", "copies", "dependencies", "includes", "library_dirs", "rules", "variables"))
# A folder of headers that a package names: `<!(node -p "require('node-addon-api').include")`.
_OF_PACKAGE = re.compile(r"<!@?\(node -[ep] [\"']+require\(\\*[\"'][\w@/.-]+\\*[\"']\)[\w.]*[\"']+\)")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|(<[^>\n]+>))?', re.MULTILINE)
_MOST_FILES = 24
_TOP = "/project"  # stands for the project's folder, so that `..` is seen to lead out of it


def is_all_that_is_run(package: Mapping[str, object], hooks: tuple[str, ...]) -> bool:
    """Whether an installation runs nothing of the project but the build of its native module."""
    scripts = package.get("scripts")
    run = {name: text for name, text in scripts.items() if name in hooks} if isinstance(scripts, dict) else {}
    return all(name == "install" and text in _BUILDS for name, text in run.items())


def inputs(project: Project, root: str) -> list[str]:
    """Return the files below the project's folder that the native module is built from, by path from there.

    Raises Unclear where that is not known for certain.
    """
    try:
        binding = ast.literal_eval(project.text_at(f"{root}/{BINDING}") or "")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise Unclear from None
    folders: list[str] = []
    waiting: list[str] = []
    for key, value in _settings(binding):
        if key in _READ_MORE:
            raise Unclear
        if key == "sources":
            waiting += map(_plain, value)
        elif key == "include_dirs":
            folders += [_plain(one) for one in value if not _OF_PACKAGE.fullmatch(str(one))]
    found = [BINDING]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        text = project.text_at(f"{root}/{path}")
        if text is None or len(found) == _MOST_FILES:
            raise Unclear
        found.append(path)
        waiting += _included(project, root, path, text, folders)
    return sorted(found, key=lambda path: path.rpartition("/"))


def _settings(value: object) -> Iterator[tuple[str, list[object]]]:
    """Yield the lists of a literal with their keys, wherever they stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = str(key).rstrip("!+=?/")
            if name in _READ_MORE or (isinstance(inner, list) and name in ("sources", "include_dirs")):
                yield name, inner if isinstance(inner, list) else []
            else:
                yield from _settings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _settings(inner)


def _plain(value: object) -> str:
    path = _below("", str(value)) if isinstance(value, str) else None
    if path is None or any(character in path for character in "<>$*?"):
        raise Unclear
    return path


def _below(folder: str, path: str) -> str | None:
    """Return a path seen from a folder of the project as seen from the project; None for one that leads out of it."""
    found = join(f"{_TOP}/{folder}", path)
    return found[len(_TOP) + 1 :] if found is not None and f"{found}/".startswith(f"{_TOP}/") else None


def _included(project: Project, root: str, path: str, text: str, folders: list[str]) -> Iterator[str]:
    """Yield the project's own files that a source includes; others are of packages or of the system."""
    for quoted, angled in _INCLUDE.findall(text):
        if not quoted and not angled:
            raise Unclear  # a macro says which
        name = quoted or angled[1:-1]
        own = [path.rpartition("/")[0]] if quoted else []
        places = [_below(folder, name) for folder in (*own, *folders)]
        there = [place for place in places if place and project.context_path(f"{root}/{place}") is not None]
        if there:
            yield there[0]
        elif any(base_name(source) == base_name(name) for source, _ in project.sources(base_name(name))):
            raise Unclear  # in a folder that is given in another way
