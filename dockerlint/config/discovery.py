"""Which configuration governs a file.

The nearest folder above the file that holds one of ours alone counts, `.dockerlint.yaml` before a
`pyproject.toml` with our table. A hadolint file, again the nearest, counts only where none of ours is found
up to the root.

A run without configuration loads this module and no other, and pays a few `stat` calls for each folder, once.
"""

from __future__ import annotations

import os

from dockerlint.config.problems import ConfigError
from dockerlint.config.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.config.check import KnownRules
    from dockerlint.config.layers import Configuration, Layer

OUR_NAMES = (".dockerlint.yaml", ".dockerlint.yml")
HADOLINT_NAMES = (".hadolint.yaml", ".hadolint.yml")


class Found:
    """A configuration file: its absolute path, and whose it is (`dockerlint` or `hadolint`)."""

    __slots__ = ("kind", "path")

    def __init__(self, kind: str, path: str) -> None:
        self.kind = kind
        self.path = path


class ConfigFinder:
    """Finds and reads the configuration of each file of a run, each folder and configuration once.

    With `explicit` that file governs all, ours or hadolint's; with `isolated` none does. `rules` lets the
    check know names and options of rules; without it they are taken as they are.
    """

    __slots__ = (
        "_configurations",
        "_default",
        "_explicit",
        "_folders",
        "_isolated",
        "_layers",
        "_rules",
        "last_resort",
    )

    def __init__(self, *, explicit: str | None = None, isolated: bool = False, rules: KnownRules | None = None) -> None:
        self._explicit = None if explicit is None else os.path.abspath(explicit)
        self._isolated = isolated
        self.last_resort: str | None = None  # the configuration of files for which none is found
        self._rules = rules
        self._default = Settings()
        self._folders: dict[str, tuple[Found | None, Found | None]] = {}
        self._layers: dict[str, Layer | None] = {}
        self._configurations: dict[str, Configuration | ConfigError] = {}

    def load(self, path: str) -> Settings:
        """The settings of a file, which need not exist.

        Raises ConfigError, the same one for all files that a wrong configuration governs.
        """
        source = self._explicit
        if source is None and self._isolated:
            return self._default
        path = os.path.abspath(path)
        if source is None:
            found = self.find(path)
            if found is None and self.last_resort is None:
                return self._default
            source = self.last_resort if found is None else found.path
        assert source is not None  # noqa: S101  # for the type checker
        configuration = self._configurations.get(source)
        if configuration is None:
            from dockerlint.config.layers import Configuration

            try:
                configuration = Configuration(source, self._layer)
            except ConfigError as error:
                configuration = error
            self._configurations[source] = configuration
        if isinstance(configuration, ConfigError):
            raise configuration.with_traceback(None)
        return configuration.settings_for(path)

    def find(self, path: str) -> Found | None:
        """The configuration file that is found for a file at an absolute path."""
        if self._isolated:
            return None
        folder = os.path.dirname(path)
        passed: list[tuple[str, Found | None, Found | None]] = []
        above = self._folders.get(folder)
        while above is None:
            ours = self._ours_in(folder)
            passed.append((folder, ours, _first_file(folder, HADOLINT_NAMES, "hadolint")))
            parent = os.path.dirname(folder)
            above = (None, None) if ours or parent == folder else self._folders.get(parent)
            folder = parent
        for each, ours, hadolint in reversed(passed):
            above = self._folders[each] = (ours or above[0], hadolint or above[1])
        return above[0] or above[1]

    def _ours_in(self, folder: str) -> Found | None:
        found = _first_file(folder, OUR_NAMES, "dockerlint")
        if found is None:
            found = _first_file(folder, ("pyproject.toml",), "dockerlint")
            if found is not None and not self._has_table(found.path):
                return None
        return found

    def _has_table(self, path: str) -> bool:
        try:
            with open(path, "rb") as file:
                if not may_hold_table(file.read()):
                    return False
            return self._layer(path) is not None
        except OSError:
            return False

    def _layer(self, path: str) -> Layer | None:
        if path not in self._layers:
            from dockerlint.config.layers import read_layer

            self._layers[path] = read_layer(path, self._rules)
        return self._layers[path]


def load(
    path: str, *, explicit: str | None = None, isolated: bool = False, rules: KnownRules | None = None
) -> Settings:
    """The settings of one file; for many, use one ConfigFinder. Raises ConfigError."""
    return ConfigFinder(explicit=explicit, isolated=isolated, rules=rules).load(path)


def _first_file(folder: str, names: tuple[str, ...], kind: str) -> Found | None:
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return Found(kind, path)
    return None


def may_hold_table(data: bytes) -> bool:
    """Tell whether a TOML text may hold our table; `False` is certain, but for names spelled with escapes.

    tomllib costs as much as the whole check of a file, and in most files we are only a name in a list of dependencies.
    """
    if b"dockerlint" not in data:
        return False
    lines = [line.strip() for line in data.split(b"\n") if b"dockerlint" in line]
    return any(line.startswith((b"[", b"tool", b"dockerlint", b'"', b"'")) and line[-1:] != b"," for line in lines)
