"""The walk that checks a configuration and turns it into plain values."""

from __future__ import annotations

import os

from dockerlint.config.globs import PathPatterns
from dockerlint.config.keys import KEYS, OVERRIDE_KEYS
from dockerlint.config.problems import nearest, shown
from dockerlint.config.settings import split_selectors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from typing import NoReturn

    from dockerlint.config.document import Node, Place, Report
    from dockerlint.config.keys import Kind

    Values = dict[str, object]


class KnownRules:
    """What the registry of rules tells the check, which must not import rules.

    - `names`: selectors to suggest for a wrong one;
    - `accepts`: whether a text is a selector (also an alias, or any check of ShellCheck);
    - `plug`: loads a plugin with rules; returns why that cannot be done, or "";
    - `options`: the options of a rule with their defaults, whose types the values must have (None takes any);
      None where the text names no rule. Asked only for the rules that a configuration sets options of.
    """

    __slots__ = ("accepts", "names", "options", "plug")

    def __init__(
        self,
        names: Collection[str],
        accepts: Callable[[str], bool],
        options: Callable[[str], Mapping[str, object] | None],
        plug: Callable[[str], str] = lambda _: "",
    ) -> None:
        self.names = names
        self.plug = plug
        self.accepts = accepts
        self.options = options


class Override:
    """One entry of `overrides`: values for the files that its patterns cover."""

    __slots__ = ("paths", "values")

    def __init__(self, paths: PathPatterns, values: Values) -> None:
        self.paths = paths
        self.values = values


class Extension:
    """One entry of `extends`: the absolute path of a configuration, where it is named and how."""

    __slots__ = ("path", "place", "written")

    def __init__(self, path: str, place: Place, written: str) -> None:
        self.path = path
        self.place = place
        self.written = written


class _WrongValueError(Exception):
    def __init__(self, node: Node, wanted: str) -> None:
        super().__init__()
        self.node = node
        self.wanted = wanted


class Checker:
    """Checks the values of one file; relative paths in it count from `folder`, problems go to `report`.

    A value that is wrong is reported and left out, so that one run finds all problems. A key with no value
    (null) is not set: that is what remains of a list whose entries are commented out.
    """

    __slots__ = ("_folder", "_report", "_rules")

    def __init__(self, folder: str, report: Report, rules: KnownRules | None = None) -> None:
        self._folder = folder
        self._report = report
        self._rules = rules

    def document(self, node: Node) -> Values:
        """The values of a whole file of ours, by key."""
        plugins = node.value.get("plugins") if isinstance(node.value, dict) else None
        if plugins is not None and self._rules:
            self._load_plugins(plugins, self._rules)  # first: the other keys may name their rules
        return self.record(node, KEYS, self._report)

    def _load_plugins(self, node: Node, rules: KnownRules) -> None:
        for each in node.value if isinstance(node.value, list) else [node]:
            if isinstance(each.value, str) and (problem := rules.plug(each.value)):
                self._report(each.place, problem)

    def record(self, node: Node, keys: Mapping[str, Kind], unknown: Report) -> Values:
        """The values of a map with fixed keys; others go to `unknown`."""
        values: Values = {}
        for key, item in self._entries(node, "a map of keys"):
            if key not in keys:
                unknown(node.keys[key], _why_unknown(key, keys))
            elif item.value is not None:
                self._set(values, key, item, keys[key])
        return values

    def _set(self, values: Values, key: str, node: Node, kind: Kind) -> None:
        try:
            values[key] = self._value(kind, node)
        except _WrongValueError as wrong:
            self._report_wrong(wrong)

    def _value(self, kind: Kind, node: Node) -> object:
        form = kind.form
        if form in ("text", "scalar"):
            return _text(node, any_scalar=form == "scalar")
        if form == "flag":
            return _flag(node)
        if form == "choice":
            return _choice(node, kind.choices)
        if form == "path":
            text = _text(node, "a path")
            if not text or "\0" in text:
                _fail(node, "a path")
            return text if text in kind.choices else self._absolute(text)
        if form == "texts":
            return list(dict.fromkeys(text for text, _ in self._texts(node)))
        if form == "selectors":
            return self._selectors(node)
        if form == "globs":
            return self._patterns(node)
        if form == "files":
            return self._extensions(node)
        if form == "overrides":
            return self._overrides(node)
        if form == "rules":
            return self._rule_options(node)
        if form == "free":
            return _plain(node) if isinstance(node.value, dict) else _fail(node, "a map")
        return self._map(kind, node)

    def _texts(self, node: Node) -> list[tuple[str, Place]]:
        """The texts of a list, or the one text that stands for a list of one."""
        if not isinstance(node.value, list):
            return [(_text(node, "a text or a list of texts"), node.place)]
        texts = []
        for item in node.value:
            try:
                texts.append((_text(item), item.place))
            except _WrongValueError as wrong:
                self._report_wrong(wrong)
        return texts

    def _selectors(self, node: Node) -> list[str]:
        names: dict[str, Place] = {}
        for text, place in self._texts(node):
            names |= dict.fromkeys(split_selectors([text]), place)
        for name, place in names.items():
            self._check_selector(name, place)
        return list(names)

    def _patterns(self, node: Node) -> PathPatterns:
        patterns = []
        for text, place in self._texts(node):
            if not text.strip():
                self._report(place, "an empty path pattern")
            elif text.startswith("!"):
                self._report(place, f"the path pattern {shown(text)} negates, and patterns here only add")
            else:
                patterns.append(text)
        return PathPatterns(self._folder, patterns)

    def _extensions(self, node: Node) -> list[Extension]:
        found = []
        for text, place in self._texts(node):
            if "://" in text:
                self._report(place, f"`extends` reads files only, and {shown(text)} is an address")
            elif not text or "\0" in text:
                self._report(place, f"{shown(text)} is not a path")
            else:
                found.append(Extension(self._absolute(text), place, text))
        return found

    def _overrides(self, node: Node) -> list[Override]:
        if not isinstance(node.value, list):
            _fail(node, "a list of maps with `paths`")
        found = []
        for item in node.value:
            values = self.record(item, OVERRIDE_KEYS, self._report)
            paths = values.pop("paths", None)
            if isinstance(paths, PathPatterns):
                found.append(Override(paths, values))
            elif isinstance(item.value, dict) and _is_unset(item.value.get("paths")):
                self._report(item.place, "an override needs `paths`")
        return found

    def _map(self, kind: Kind, node: Node) -> Values:
        values: Values = {}
        for key, item in self._entries(node, "a map"):
            if kind.form == "severities":
                self._check_selector(key, node.keys[key])
            if kind.of is not None:
                self._set(values, key, item, kind.of)
        return values

    def _rule_options(self, node: Node) -> dict[str, Values]:
        found: dict[str, Values] = {}
        for rule, options in self._entries(node, "a map of rules"):
            known = self._rules.options(rule) if self._rules else None
            if self._rules and known is None:
                message = f"unknown rule {shown(rule)}{nearest(rule, self._rules.names)}"
                self._report(node.keys[rule], message)
            elif options.value is not None:
                found[rule] = self._options(rule, options, known)
        return found

    def _options(self, rule: str, node: Node, known: Mapping[str, object] | None) -> Values:
        values: Values = {}
        for option, item in self._entries(node, "a map of options"):
            if known is not None and option not in known:
                message = f"the rule {shown(rule)} has no option {shown(option)}{nearest(option, known)}"
                self._report(node.keys[option], message)
            elif item.value is not None:
                try:
                    values[option] = self._option(item, None if known is None else known[option])
                except _WrongValueError as wrong:
                    self._report_wrong(wrong)
        return values

    def _option(self, node: Node, default: object) -> object:
        """An option's value, of the type of its default."""
        value = node.value
        if isinstance(default, bool):
            return _flag(node)
        if isinstance(default, int | float):
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            if is_whole or (isinstance(value, float) and isinstance(default, float)):
                return value
            _fail(node, "a whole number" if isinstance(default, int) else "a number")
        if isinstance(default, str):
            return _text(node)
        if isinstance(default, list | tuple):
            return [text for text, _ in self._texts(node)]
        items = value if isinstance(value, list) else [node]
        if any(isinstance(item.value, list | dict) or item.value is None for item in items):
            _fail(node, "a text, a number, true, false, or a list of them")
        return _plain(node)

    def _entries(self, node: Node, wanted: str) -> Iterable[tuple[str, Node]]:
        if isinstance(node.value, dict):
            return node.value.items()
        self._report_wrong(_WrongValueError(node, wanted))
        return ()

    def _check_selector(self, name: str, place: Place) -> None:
        if self._rules and not self._rules.accepts(name):
            self._report(place, f"unknown rule {shown(name)}{nearest(name, self._rules.names)}")

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._folder, path))

    def _report_wrong(self, wrong: _WrongValueError) -> None:
        self._report(wrong.node.place, f"expected {wrong.wanted}, found {_described(wrong.node)}")


def _why_unknown(key: str, keys: Mapping[str, Kind]) -> str:
    if keys is OVERRIDE_KEYS and key in KEYS:
        return f"the key {shown(key)} cannot stand in an override"
    return f"unknown key {shown(key)}{nearest(key, keys)}"


def _is_unset(node: Node | None) -> bool:
    return node is None or node.value is None


def _fail(node: Node, wanted: str) -> NoReturn:
    raise _WrongValueError(node, wanted)


def _text(node: Node, wanted: str = "a text", *, any_scalar: bool = False) -> str:
    value = node.value
    if value is None or isinstance(value, list | dict) or (isinstance(value, bool) and not any_scalar):
        _fail(node, wanted)
    return node.text


def _flag(node: Node) -> bool:
    return node.value if isinstance(node.value, bool) else _fail(node, "true or false")


def _choice(node: Node, choices: tuple[str, ...]) -> str:
    if not isinstance(node.value, str) or node.value not in choices:
        _fail(node, "one of " + ", ".join(f"`{each}`" for each in choices if each))
    return node.value


def _plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: _plain(each) for key, each in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(each) for each in node.value]
    return node.value


def _described(node: Node) -> str:
    value = node.value
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a map"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"the text {shown(node.text)}" if isinstance(value, str) else f"the number {shown(node.text)}"
