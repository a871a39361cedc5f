"""Versions written behind packages, where a file tells which: a lock file of the project, or the option `index`."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.package_index import python_name, read_index, read_locks
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.packages.common import Unpinned
    from dockerlint.shell import ShellWord

_MOST_NAMED = 5


def pin(finding: Finding, file: Dockerfile, mark: str, name_of: Callable[[str], list[str]], kind: str = "") -> Fix:
    """Return the fix that writes `mark` and a version behind each package whose version is known.

    `name_of` gives the names under which a word's package may be known, the best first; `kind` is the manager whose
    lock files count.
    """
    unpinned: Unpinned = finding.subject  # type: ignore[assignment]
    names = {word: name_of(word.text) for word in unpinned.words if word.value is not None}
    wanted = {name for some in names.values() for name in some}
    sources = [read_index(unpinned.index, file.context, wanted), read_locks(kind, file.context, wanted)]
    edits = []
    missing = []
    for word, some in names.items():
        known = next((found for name in some for source in sources if (found := source.version(name))), None)
        if known is None:
            missing.append(word.text)
        else:
            edits.append(_written(word, mark, known))
    if not edits:
        shown = ", ".join(missing[:_MOST_NAMED]) + (" and others" if len(missing) > _MOST_NAMED else "")
        raise Refused(f"no version is known: {shown}" if missing else "no version is known: variables hold the names")
    return Fix("Write the version that is known" if len(edits) == 1 else "Write the versions known", "unsafe", edits)


def _written(word: ShellWord, mark: str, version: str) -> Edit:
    raw = word.raw
    end = word.last - 1 if raw[-1:] in ("'", '"') else word.last
    begin = end
    text = raw[: end - word.first].lstrip("'\"")
    at = text.rpartition("@")
    if mark == "@" and at[0]:
        begin = end - len(at[2]) - 1  # `name@latest`
    start = word.line.offset(begin) if begin < word.last else word.end
    return Edit(start, word.line.offset(end) if end < word.last else word.end, mark + version)


def plain_name(text: str) -> list[str]:
    """Return the name of a distribution's package, without an architecture."""
    return [text, text.partition(":")[0]]


def name_of_wheel(text: str) -> list[str]:
    """Return the name of a Python package."""
    return [] if "/" in text else [python_name(text), text.partition("[")[0]]


def name_of_module(text: str) -> list[str]:
    """Return the name of a package of npm, without a tag."""
    return [text[:1] + text[1:].partition("@")[0]] if "://" not in text else []


def name_of_gem(text: str) -> list[str]:
    """Return the name of a gem."""
    return [text]


def paths_of_go(text: str) -> list[str]:
    """Return the modules that a package of Go may be in, the innermost first."""
    parts = text.partition("@")[0].removesuffix("/...").split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 0, -1)]
