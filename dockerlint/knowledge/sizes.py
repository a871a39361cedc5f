"""What packages and caches take, by the table of their sizes. None wherever something is not in it."""

from __future__ import annotations

from dockerlint.knowledge import package_sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Package lists of a release, all components that the official image asks for, as apt keeps them (lz4). Measured in
# November 2026 with Debian's own image and apt.
APT_LISTS = {("debian", "11"): 18_500_000, ("debian", "12"): 19_900_000, ("debian", "13"): 21_700_000}
# dpkg's own figure counts whole kilobytes, and documentation and translations, which slim images leave out: measured
# over sets of packages on debian:bookworm-slim against the sum of the figures.
SLIM_SHARE = 0.93
_KIB = 1024


class _Package:
    __slots__ = ("bytes", "needs", "recommends")

    def __init__(self, size: str, needs: str, recommends: str) -> None:
        self.bytes = int(size) * _KIB
        self.needs = needs.split()
        self.recommends = recommends.split()


_KNOWN: dict[str, dict[str, object]] = {}


def _debian() -> dict[str, _Package]:
    if "debian" not in _KNOWN:
        rows = (line.split("|") for line in package_sizes.DEBIAN.split("\n") if line)
        _KNOWN["debian"] = {name: _Package(*rest) for name, *rest in rows}
    return _KNOWN["debian"]  # type: ignore[return-value]


def debian_closure(names: Iterable[str], *, recommends: bool, present: Iterable[str] = ()) -> set[str] | None:
    """Return what apt installs for packages on top of Debian's slim image and of what is `present` already."""
    table, base = _debian(), set(package_sizes.DEBIAN_BASE.split())
    found: set[str] = set(present)
    before = frozenset(found)
    pending = list(names)
    for name in pending:
        if name not in table and name not in base:
            return None
    while pending:
        name = pending.pop()
        if name in found or name in base:
            continue
        package = table.get(name)
        if package is None:
            return None
        found.add(name)
        pending += package.needs
        if recommends:
            pending += package.recommends
    return found - before


def debian_bytes(packages: Iterable[str]) -> int:
    """Return what packages take in a slim image."""
    table = _debian()
    return round(sum(table[name].bytes for name in packages) * SLIM_SHARE)


def pip_bytes(names: Iterable[str]) -> int | None:
    """Return the bytes of all wheels that pip downloads for packages."""
    if "pip" not in _KNOWN:
        rows = (line.split() for line in package_sizes.PYPI.split("\n") if line)
        _KNOWN["pip"] = {name: (int(size), needs) for name, size, *needs in rows}
    table: dict[str, tuple[int, list[str]]] = _KNOWN["pip"]  # type: ignore[assignment]
    found: set[str] = set()
    pending = [_normal(name) for name in names]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        if name not in table:
            return None
        found.add(name)
        pending += table[name][1]
    return sum(table[name][0] for name in found)


def npm_cache_bytes(names: Iterable[str]) -> int | None:
    """Return what npm keeps after it has installed packages by their names."""
    return _sum(package_sizes.NPM_CACHES, "npm caches", names)


def npm_archive_bytes(names: Iterable[str]) -> tuple[int, int] | None:
    """Return the bytes of the archives of packages, and how many of them are known; None for too few."""
    names = list(names)
    table = _sizes(package_sizes.NPM_ARCHIVES, "npm archives")
    known = [table[name] for name in names if name in table]
    if not known or 2 * len(known) < len(names):
        return None
    # The others are taken for as large as the middle one of those that are known.
    middle = sorted(known)[len(known) // 2]
    return sum(known) + middle * (len(names) - len(known)), len(known)


def _sum(text: str, name: str, names: Iterable[str]) -> int | None:
    table = _sizes(text, name)
    total = 0
    for each in names:
        if each not in table:
            return None
        total += table[each]
    return total


def _sizes(text: str, name: str) -> dict[str, int]:
    if name not in _KNOWN:
        rows = (line.rpartition(" ") for line in text.split("\n") if line)
        _KNOWN[name] = {package: int(size) for package, _, size in rows}
    return _KNOWN[name]  # type: ignore[return-value]


def _normal(name: str) -> str:
    """Return a project's name as PyPI normalises it."""
    text = name.lower().replace("_", "-").replace(".", "-")
    while "--" in text:
        text = text.replace("--", "-")
    return text
