"""Which versions of packages are known: from files that the user points at, and from lock files in the build context.

Nothing is asked over a network, and nothing is guessed: a package that the files give several versions has none. Of a
distribution's package list its package manager takes the highest.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockerlint.context import Context

    Pairs = Iterator[tuple[str, str]]

# What a version may hold: nothing that a shell would read in another way.
_HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+~:_-")


class PackageIndex:
    """Versions by package; `ambiguous` are packages with several."""

    __slots__ = ("ambiguous", "versions")

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self.ambiguous: set[str] = set()

    def add(self, pairs: Iterable[tuple[str, str]], wanted: set[str], *, highest: bool = False) -> None:
        """Take in what is wanted of pairs of names and versions; of several versions the highest, or none."""
        for name, version in pairs:
            if name not in wanted or not version or not _HARMLESS.issuperset(version):
                continue
            known = self.versions.setdefault(name, version)
            if known == version:
                continue
            if not highest:
                self.ambiguous.add(name)
            elif compare_versions(version, known) > 0:
                self.versions[name] = version

    def version(self, name: str) -> str | None:
        """Return a package's version, None where none or no single one is known."""
        return None if name in self.ambiguous else self.versions.get(name)


def read_index(paths: Iterable[str], context: Context | None, wanted: set[str]) -> PackageIndex:
    """Return the versions that the user's files tell of wanted packages; a file that is not there tells none.

    A file is looked for in the build context, then in the file system.
    """
    index = PackageIndex()
    for path in paths:
        lines = _lines(path, context)
        first = next(lines, None)
        if first is None:
            continue
        if first.lstrip().startswith(("{", "[")):
            index.add(_json("\n".join([first, *lines])), wanted)
        elif first.startswith("Package:") or path.removesuffix(".gz").endswith("Packages"):
            index.add(_stanzas(_chain(first, lines)), wanted, highest=True)
        else:
            index.add(_plain(_chain(first, lines)), wanted)
    return index


def _chain(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(path: str, context: Context | None) -> Iterator[str]:
    """Yield the lines of a file, one at a time: a distribution's list has millions."""
    data = context.read(path) if context is not None and not os.path.isabs(path) else None
    if data is not None:
        if data[:2] == b"\x1f\x8b":
            import gzip

            data = gzip.decompress(data)
        yield from data.decode("utf-8", "replace").splitlines()
        return
    try:
        if path.endswith(".gz"):
            import gzip

            stream = gzip.open(path, "rt", encoding="utf-8", errors="replace")  # noqa: SIM115  # closed below
        else:
            stream = open(path, encoding="utf-8", errors="replace")  # noqa: SIM115
        with stream:
            for line in stream:
                yield line.rstrip("\r\n")
    except (OSError, EOFError):
        return


def _plain(lines: Iterable[str]) -> Pairs:
    """Read lines `name version`."""
    for line in lines:
        words = line.partition("#")[0].split()
        if len(words) == 2:
            yield words[0], words[1]


def _stanzas(lines: Iterable[str]) -> Pairs:
    """Read a Packages file of apt: paragraphs of `Package:` and `Version:` among other fields."""
    name = version = ""
    for line in lines:
        if line.startswith("Package:"):
            name = line[8:].strip()
        elif line.startswith("Version:"):
            version = line[8:].strip()
        elif not line.strip():
            if name:
                yield name, version
            name = version = ""
    if name:
        yield name, version


def _json(text: str) -> Pairs:
    """Read a JSON object of versions by name, or a list of objects with `name` and `version`."""
    data = _loaded(text)
    if isinstance(data, dict):
        for name, version in data.items():
            if isinstance(version, str):
                yield name, version
    elif isinstance(data, list):
        for one in data:
            if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("version"), str):
                yield one["name"], one["version"]


def _loaded(text: str) -> object:
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


# Lock files


def read_locks(kind: str, context: Context | None, wanted: set[str]) -> PackageIndex:
    """Return the versions that the lock files of a manager in the build context tell of wanted packages.

    The first of its files that tells any is believed.
    """
    index = PackageIndex()
    if context is None:
        return index
    for name, reader in _LOCKS.get(kind, ()):
        data = context.read(name)
        if data is not None:
            index.add(reader(data.decode("utf-8", "replace")), wanted)
            if index.versions:
                break
    return index


def _requirements(text: str) -> Pairs:
    for line in text.splitlines():
        requirement = line.partition("#")[0].partition(";")[0].split("\\")[0].split("--hash")[0]
        name, equals, version = requirement.partition("==")
        if equals and "," not in version:
            yield python_name(name), version.strip("= \t")


def _toml_packages(text: str) -> Pairs:
    import tomllib

    try:
        packages = tomllib.loads(text).get("package", [])
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for one in packages if isinstance(packages, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("version"), str):
            yield python_name(one["name"]), one["version"]


def _pipfile_lock(text: str) -> Pairs:
    data = _loaded(text)
    for section in ("default", "develop"):
        packages = data.get(section) if isinstance(data, dict) else None
        for name, one in packages.items() if isinstance(packages, dict) else ():
            version = one.get("version") if isinstance(one, dict) else None
            if isinstance(version, str) and version.startswith("=="):
                yield python_name(name), version.lstrip("=")


def _package_lock(text: str) -> Pairs:
    data = _loaded(text)
    if not isinstance(data, dict):
        return
    packages = data.get("packages")
    if isinstance(packages, dict):
        # What lies in the folder of another package is that package's own affair.
        found = {key[13:]: one for key, one in packages.items() if key.startswith("node_modules/")}
        entries: object = {name: one for name, one in found.items() if "/node_modules/" not in name}
    else:
        entries = data.get("dependencies")
    for name, one in entries.items() if isinstance(entries, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("version"), str):
            yield name, one["version"]


def _yarn_lock(text: str) -> Pairs:
    name = ""
    for line in text.splitlines():
        if line[:1] not in (" ", "#", "") and line.endswith(":"):
            # `"@scope/name@^1.0", "@scope/name@^1.1":`
            first = line.rstrip(":").split(",")[0].strip().strip('"')
            name = first[:1] + first[1:].partition("@")[0]
        elif name and line.startswith("  version"):
            yield name, line[9:].strip(': "')
            name = ""


def _gemfile_lock(text: str) -> Pairs:
    for line in text.splitlines():
        # What a gem needs stands two columns further in.
        if line.startswith("    ") and line[4:5] not in (" ", "") and line.endswith(")"):
            name, _, version = line.strip().rstrip(")").partition(" (")
            yield name, version


def _go_mod(text: str) -> Pairs:
    inside = False
    for line in text.splitlines():
        words = line.partition("//")[0].split()
        if words[:2] == ["require", "("]:
            inside = True
        elif words[:1] == [")"]:
            inside = False
        elif inside and len(words) == 2:
            yield words[0], words[1]
        elif len(words) == 3 and words[0] == "require":
            yield words[1], words[2]


_LOCKS: dict[str, tuple[tuple[str, Callable[[str], Pairs]], ...]] = {
    "pip": (
        ("uv.lock", _toml_packages),
        ("poetry.lock", _toml_packages),
        ("pdm.lock", _toml_packages),
        ("Pipfile.lock", _pipfile_lock),
        ("requirements.txt", _requirements),
    ),
    "npm": (
        ("package-lock.json", _package_lock),
        ("npm-shrinkwrap.json", _package_lock),
        ("yarn.lock", _yarn_lock),
    ),
    "gem": (("Gemfile.lock", _gemfile_lock), ("gems.locked", _gemfile_lock)),
    "go": (("go.mod", _go_mod),),
}


def python_name(name: str) -> str:
    """Return a Python package's name as indexes compare it, extras left out."""
    found = name.partition("[")[0].strip().lower().replace("_", "-").replace(".", "-")
    while "--" in found:
        found = found.replace("--", "-")
    return found


# Versions


def compare_versions(one: str, other: str) -> int:
    """Compare two versions as dpkg does: negative, zero or positive."""
    first, second = _epoch(one), _epoch(other)
    if first[0] != second[0]:
        return first[0] - second[0]
    return _compare(first[1], second[1]) or _compare(first[2], second[2])


def _epoch(version: str) -> tuple[int, str, str]:
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    upstream, dash, revision = rest.rpartition("-")
    return (int(epoch) if epoch.isdigit() else 0, upstream if dash else rest, revision if dash else "0")


def _compare(one: str, other: str) -> int:
    # Stretches of other characters and of digits take turns; `~` sorts in front of the end, letters in front of signs.
    while one or other:
        first, one = _stretch(one, digits=False)
        second, other = _stretch(other, digits=False)
        left, right = ([*map(_order, text), 0] for text in (first, second))
        if left != right:
            return -1 if left < right else 1
        first, one = _stretch(one, digits=True)
        second, other = _stretch(other, digits=True)
        if int(first or 0) != int(second or 0):
            return int(first or 0) - int(second or 0)
    return 0


def _stretch(text: str, *, digits: bool) -> tuple[str, str]:
    end = 0
    while end < len(text) and text[end].isdigit() is digits:
        end += 1
    return text[:end], text[end:]


def _order(character: str) -> int:
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256
