"""Rules of others: installed packages that the configuration names under `plugins`.

A package says in its metadata, under the entry point group `dockerlint.rules`, where its rules are:

    [project.entry-points."dockerlint.rules"]
    acme = "acme_dockerlint:RULES"

`RULES` is a list of classes like ours, or a function that returns one. Nothing is looked for unless a configuration
names a plugin: asking for the metadata of what is installed takes longer than checking a file.
"""

from __future__ import annotations

from dockerlint.lint.registry import Entry, entries, register, selector_key
from dockerlint.lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dockerlint.lint.rule import Option

GROUP = "dockerlint.rules"


class PluginError(Exception):
    """A plugin that is not there, or that holds what is no rule; the text says which and why."""


class PluginEntry(Entry):
    """A rule of a plugin, in the table of this process."""

    __slots__ = ("_rule",)

    def __init__(self, rule: type[Rule], plugin: str) -> None:
        fixer = rule.fixer
        super().__init__(
            rule.name,
            rule.family or plugin.replace("-", "_"),
            rule.__name__,
            fixer.SAFETY if fixer is not None else "",
        )
        self._rule = rule

    @property
    def events(self) -> tuple[str, ...]:
        """What wakes the rule."""
        return self._rule.on

    @property
    def groups(self) -> Mapping[str, Mapping[str, Option]]:
        """The groups that select the rule, each with the options that it sets."""
        return self._rule.groups

    @property
    def aliases(self) -> tuple[str, ...]:
        """Peers' ids for the same defect."""
        return self._rule.aliases

    @property
    def url(self) -> str:
        """The rule's page, "" where it names none."""
        return self._rule().url

    def load(self) -> type[Rule]:
        """Return the rule."""
        return self._rule

    def load_fixer(self) -> Any:  # noqa: ANN401  # a module, or what has the same two names
        """Return the fixer."""
        return self._rule.fixer


_loaded: set[str] = set()


def load_plugin(name: str) -> None:
    """Put the rules of an installed plugin into the table, once. Raises PluginError."""
    if name in _loaded:
        return
    from importlib.metadata import entry_points

    found = [point for point in entry_points(group=GROUP) if point.name == name]
    if not found:
        known = sorted({point.name for point in entry_points(group=GROUP)})
        there = f"there are {', '.join(f'`{each}`' for each in known)}" if known else "no plugin is"
        raise PluginError(f"the plugin `{name}` is not installed; {there}{'' if known else ' installed'}")
    try:
        value = found[0].load()
        rules = list(value() if callable(value) and not isinstance(value, type) else value)
    except Exception as error:
        raise PluginError(f"the plugin `{name}` cannot be loaded: {type(error).__name__}: {error}") from error
    register(new_entries(rules, name))
    _loaded.add(name)


def new_entries(rules: Iterable[object], plugin: str) -> list[Entry]:
    """Return table lines for rules. Raises PluginError for what is no rule, or has a name that is taken."""
    taken = {entry.name for entry in entries()}
    lines: list[Entry] = []
    for rule in rules:
        if not (isinstance(rule, type) and issubclass(rule, Rule)):
            raise PluginError(f"the plugin `{plugin}` holds {rule!r:.80}, which is no rule")
        missing = [name for name in ("name", "on", "examples") if not hasattr(rule, name)]
        if missing:
            raise PluginError(f"the rule {rule.__name__} of the plugin `{plugin}` has no `{missing[0]}`")
        if rule.name in taken or selector_key(rule.name) != rule.name:
            raise PluginError(
                f"the plugin `{plugin}` calls a rule `{rule.name}`, a name that is taken or not kebab-case"
            )
        taken.add(rule.name)
        lines.append(PluginEntry(rule, plugin))
    return lines
