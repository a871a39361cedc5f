"""How long a build takes after a change of one line."""

from __future__ import annotations

import copy
import posixpath
import secrets as random_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dockerlint.context import Context
    from dockerlint.measure.build import Built

# How a comment is written, by the ending of the file's name.
COMMENTS: Final = {
    **dict.fromkeys((".py", ".rb", ".sh", ".pl", ".ex", ".exs", ".yaml", ".yml", ".toml", ".r", ".jl"), ("# ", "")),
    **dict.fromkeys((".go", ".rs", ".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".java", ".kt", ".scala"), ("// ", "")),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".cs", ".swift", ".zig"), ("// ", "")),
    **dict.fromkeys((".css", ".scss"), ("/* ", " */")),
    **dict.fromkeys((".html", ".vue", ".svelte", ".xml"), ("<!-- ", " -->")),
    ".lua": ("-- ", ""),
    ".sql": ("-- ", ""),
    ".php": ("// ", ""),
}
# Names that programs begin with, the best first.
_ENTRIES: Final = ("main", "app", "server", "index", "cli", "wsgi", "manage", "lib", "mod", "application")
_NOT_SOURCES: Final = (
    *("build", "conftest", "setup", "webpack.config", "vite.config", "rollup.config", "esbuild", "gulpfile"),
    *("docker-compose", "compose"),
)
_FOLDERS_LEFT_OUT: Final = frozenset((
    *("test", "tests", "spec", "__tests__", "node_modules", "vendor", "target", "dist", "docs", "examples"),
    *(".git", ".github", "scripts", "bin", "deploy", "ci", "migrations"),
))  # fmt: skip
_PROGRAMS: Final = frozenset(
    ending for ending in COMMENTS if ending not in (".yaml", ".yml", ".toml", ".xml", ".sql", ".css", ".html")
)


def chosen_file(context: Context | None) -> str | None:
    """Return the source that is edited where nobody named one: the main one, by its name and place."""
    if context is None:
        return None
    best: tuple[tuple[int, int, int, str], str] | None = None
    for entry in context.files():
        if not entry.is_file or not entry.size:
            continue
        folder, _, name = entry.path.rpartition("/")
        stem, ending = posixpath.splitext(name)
        folders = folder.split("/") if folder else []
        if ending not in _PROGRAMS or stem.lower() in _NOT_SOURCES or _FOLDERS_LEFT_OUT & {*folders}:
            continue
        if stem.endswith(("_test", ".test", ".spec", ".d")) or stem.startswith("test_"):
            continue
        rank = _ENTRIES.index(stem.lower()) if stem.lower() in _ENTRIES else len(_ENTRIES)
        key = (rank, len(folders), -entry.size, entry.path)
        if best is None or key < best[0]:
            best = (key, entry.path)
    return best[1] if best is not None else None


def edited(context: Context, path: str, text: str) -> Context:
    """Return the context with another text in a file; nothing is written."""
    changed = copy.copy(context)
    shown = {name: data.decode("utf-8", "surrogateescape") for name, data in context.shown.items()}
    changed.show({**shown, path: text})
    return changed


def with_edit(text: str, path: str) -> str | None:
    """Return a file's text with one more comment, another one each time; None for a file without comments."""
    comment = COMMENTS.get(posixpath.splitext(path)[1])
    if comment is None:
        return None
    mark = f"{comment[0]}{random_names.token_hex(8)}{comment[1]}"
    if path.endswith(".php") and text.rstrip().endswith("?>"):
        mark = f"<?php {mark}\n"
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{mark}\n"


def seconds_of(built: Built) -> tuple[float, str, int]:
    """Return how long a build took, by whose clock, and how many steps ran.

    BuildKit says of each step when it began and ended; those that ran are added up, the export of the image with them,
    but not the sending of the context, whose time is the client's. The classic builder says nothing: the clock does.
    """
    if not built.steps:
        return built.seconds, "clock", 0
    ran = [(name, seconds) for name, is_cached, seconds in built.steps if not is_cached and not _is_fixed(name)]
    count = sum(name.startswith("[") for name, _ in ran)
    return sum(seconds for _, seconds in ran), "engine", count


def _is_fixed(name: str) -> bool:
    return name.startswith("[internal]") or (name.startswith("[") and "] FROM " in name) or name == "copy /context /"
