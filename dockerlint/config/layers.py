"""Reading configuration files, joining those that `extends` names, and making settings of them."""

from __future__ import annotations

import os
from contextlib import suppress

from dockerlint.config.check import Checker
from dockerlint.config.discovery import may_hold_table
from dockerlint.config.document import MOST_BYTES, Node, decode, read_yaml
from dockerlint.config.hadolint import is_hadolint, read_hadolint
from dockerlint.config.keys import KEYS
from dockerlint.config.problems import ConfigError, Problem, TooManyProblemsError, shown
from dockerlint.config.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.config.check import Extension, KnownRules, Override, Values
    from dockerlint.config.document import Place, Report
    from dockerlint.config.keys import Kind
    from dockerlint.config.settings import Source

# Bounds for hostile files.
LONGEST_CHAIN = 32
MOST_PROBLEMS = 100


class Layer:
    """One configuration file, read and checked, before it is joined with others."""

    __slots__ = ("extends", "kind", "notes", "path", "problems", "values")

    def __init__(self, path: str) -> None:
        self.path = path
        self.kind = "dockerlint"
        self.values: Values = {}
        self.extends: list[Extension] = []
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []


def read_layer(path: str, rules: KnownRules | None = None) -> Layer | None:
    """The configuration in a file, None for a TOML file without our table.

    `*.toml` is TOML, everything else YAML, of which JSON is a part. A file is hadolint's if its name says so,
    or its keys where the name says nothing. Raises OSError for an unreadable file.
    """
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if path.endswith(".toml") and not may_hold_table(data):
        return None
    layer = Layer(path)
    try:
        node = _read_node(layer, data)
        if node is None:
            return layer if layer.problems else None
        _read_values(layer, node, rules)
    except TooManyProblemsError:
        last = (layer.problems or layer.notes)[-1]
        layer.problems.append(Problem(path, last.line, last.column, "more problems follow"))
    return layer


def _read_node(layer: Layer, data: bytes) -> Node | None:
    """What is to be checked; None after a problem that hides it, and for a TOML file without our table."""
    report = _reporter(layer.problems, layer.path)
    text = decode(data, report)
    if text is None:
        return None
    if layer.path.endswith(".toml"):
        from dockerlint.config.toml_table import read_toml

        return read_toml(text, report)
    node = read_yaml(text, report, is_json=layer.path.endswith(".json"))
    is_empty = (node is None and not layer.problems) or (node is not None and node.value is None)
    return Node({}, (1, 1)) if is_empty else node


def _read_values(layer: Layer, node: Node, rules: KnownRules | None) -> None:
    folder, name = os.path.split(layer.path)
    is_named_ours = "dockerlint" in name or name.endswith(".toml")
    report = _reporter(layer.problems, layer.path)
    if name.lstrip(".").startswith("hadolint") or (not is_named_ours and is_hadolint(node)):
        layer.kind = "hadolint"
        layer.values = read_hadolint(node, folder, report, _reporter(layer.notes, layer.path))
    else:
        layer.values = Checker(folder, report, rules).document(node)
        extends = layer.values.pop("extends", None)
        layer.extends = extends if isinstance(extends, list) else []


def _reporter(problems: list[Problem], path: str) -> Report:
    def report(place: Place, message: str) -> None:
        if len(problems) >= MOST_PROBLEMS:
            raise TooManyProblemsError
        problems.append(Problem(path, *place, message))

    return report


class Configuration:
    """A configuration file joined with all that it extends; raises ConfigError if any of it is wrong."""

    __slots__ = ("_layers", "_overrides", "_settings", "_sources", "_values", "path")

    def __init__(self, path: str, layer_of: Callable[[str], Layer | None]) -> None:
        self.path = path
        self._layers = _joined(path, layer_of)
        self._values: Values = {}
        self._sources: dict[Source, str] = {}
        for layer in self._layers:
            self._values = merge(self._values, layer.values)
            self._sources |= dict.fromkeys(sources(layer.values), layer.path)
        overrides = self._values.pop("overrides", None)
        self._overrides: list[Override] = overrides if isinstance(overrides, list) else []
        self._settings: dict[tuple[int, ...], Settings] = {}

    def settings_for(self, path: str) -> Settings:
        """The settings of the file at an absolute path; files with the same overrides share them."""
        matching = tuple(index for index, override in enumerate(self._overrides) if override.paths.matches(path))
        if matching not in self._settings:
            self._settings[matching] = self._with_overrides([self._overrides[index] for index in matching])
        return self._settings[matching]

    def _with_overrides(self, overrides: list[Override]) -> Settings:
        values, origins = self._values, dict(self._sources)
        holder = origins.pop(("overrides",), self.path)
        for override in overrides:
            values = merge(values, override.values)
            origins |= dict.fromkeys(sources(override.values), holder)
        settings = Settings()
        for key, value in values.items():
            setattr(settings, key.replace("-", "_"), value)
        settings.path = self.path
        settings.kind = self._layers[-1].kind
        settings.notes = [note for layer in self._layers for note in layer.notes]
        settings.sources = origins
        return settings


def load_hadolint(path: str) -> Settings:
    """The settings that a hadolint file means; raises ConfigError for a wrong or unreadable one."""
    return Configuration(os.path.abspath(path), read_layer).settings_for("")


def merge(below: Values, above: Values) -> Values:
    """Two sets of values as one: maps merge by key, lists that add up add, others come from above."""
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merge_value(KEYS.get(key), below[key], value) if key in below else value
    return merged


def _merge_value(kind: Kind | None, below: object, above: object) -> object:
    if isinstance(below, dict) and isinstance(above, dict):
        if kind is not None and kind.form == "rules":
            return {**below, **{rule: {**below.get(rule, {}), **options} for rule, options in above.items()}}
        return {**below, **above}
    if kind is not None and kind.adds and isinstance(below, list) and isinstance(above, list):
        return list(dict.fromkeys([*below, *above]))
    return above


def sources(values: Values) -> Iterator[Source]:
    """The keys under which `Settings.sources` names the origin of each of these values."""
    for key, value in values.items():
        kind = KEYS.get(key)
        if isinstance(value, dict):
            for name, inner in value.items():
                if kind is not None and kind.form == "rules":
                    yield from ((key, name, option) for option in inner)
                else:
                    yield (key, name)
        elif kind is not None and kind.adds and isinstance(value, list):
            yield from ((key, entry) for entry in value)
        else:
            yield (key,)


def _joined(top: str, layer_of: Callable[[str], Layer | None]) -> list[Layer]:
    """The file and all that it extends, the weakest first.

    A later entry of `extends` beats an earlier one, and a file what it extends. Walked from the strongest, so
    a file that is reached twice counts where it is strongest; its weaker places could not matter.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    opened: dict[str, str] = {}  # the files between the top and here, as they are written
    seen: set[str] = set()

    def visit(path: str, report: Report, place: Place, written: str) -> None:
        if path in opened:
            circle = list(opened.values())[list(opened).index(path) :]
            report(place, f"`extends` goes in a circle: {shown(' -> '.join([*circle, written]))}")
            return
        if path in seen:
            return
        if len(opened) == LONGEST_CHAIN:
            report(place, f"`extends` leads through more than {LONGEST_CHAIN} files")
            return
        seen.add(path)
        try:
            layer = layer_of(path)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            report(place, f"cannot read {shown(written)}: {reason}")
            return
        if layer is None:
            report(place, f"{shown(written)} has no table `[tool.dockerlint]`")
            return
        layers.append(layer)
        problems.extend(layer.problems)
        opened[path] = written
        for extension in reversed(layer.extends):
            visit(extension.path, _reporter(problems, path), extension.place, extension.written)
        del opened[path]

    with suppress(TooManyProblemsError):
        visit(top, _reporter(problems, top), (1, 1), os.path.basename(top))
    if problems:
        raise ConfigError(problems)
    return layers[::-1]
