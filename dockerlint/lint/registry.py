"""Which rules there are and which of them a selection names, without importing any."""

from __future__ import annotations

from dockerlint.lint.table import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from dockerlint.lint.rule import Option, Rule

DEFAULT_SELECTION = ("recommended",)
_DOCUMENTATION = "https://github.com/dockerlint/dockerlint/blob/main/docs/rules"


class Entry:
    """A line of the rule table; what few runs ask for is in a table of its own (`details_table.py`)."""

    __slots__ = ("class_name", "family", "name", "safety")

    def __init__(self, name: str, family: str, class_name: str, safety: str = "") -> None:
        self.name = name
        self.family = family  # the folder
        self.class_name = class_name
        self.safety = safety  # of its fixes at their best: safe, unsafe or display; "" where there is no fixer

    @property
    def events(self) -> tuple[str, ...]:
        """What wakes the rule."""
        return tuple(self._written()[0].split(", "))

    @property
    def groups(self) -> Mapping[str, Mapping[str, Option]]:
        """The groups that select the rule, each with the options that it sets."""
        presets = _details().PRESETS.get(self.name, {})
        return {group: presets.get(group, {}) for group in self._written()[1].split()}

    @property
    def aliases(self) -> tuple[str, ...]:
        """Peers' ids for the same defect."""
        return tuple(self._written()[2].split())

    def _written(self) -> list[str]:
        written: str = _details().DETAILS[self.name]
        return written.split("\t")

    @property
    def url(self) -> str:
        """The rule's page."""
        return f"{_DOCUMENTATION}/{self.family}/{self.name}.md"

    def load(self) -> type[Rule]:
        """Import the rule."""
        # Not importlib.import_module: importing importlib costs more than the rule.
        name = f"dockerlint.rules.{self.family}.{self.name.replace('-', '_')}"
        rule: type[Rule] = getattr(__import__(name, fromlist=[self.class_name]), self.class_name)
        return rule

    def load_fixer(self) -> Any:  # noqa: ANN401  # a module
        """Import the fixer of a rule that has one."""
        return __import__(f"dockerlint.fixers.{self.family}.{self.name.replace('-', '_')}", fromlist=["fix"])


class SelectionError(ValueError):
    """A selector that names nothing; `nearest` is a known one, or ""."""

    def __init__(self, selector: str, nearest: str) -> None:
        hint = f"; did you mean `{nearest}`?" if nearest else ""
        super().__init__(f"unknown rule, alias, family or group `{selector}`{hint}")
        self.selector = selector
        self.nearest = nearest


# The table of what few runs ask for, once it is asked.
_modules: list[Any] = []


def _details() -> Any:  # noqa: ANN401  # the module
    if not _modules:
        from dockerlint.lint import details_table

        _modules.append(details_table)
    return _modules[0]


# Rules of plugins, behind the table's.
_REGISTERED: list[Entry] = []


def entries() -> list[Entry]:
    """Return the table in the order of families and names."""
    return [*map(entry_of, RULES), *_REGISTERED]


def entry_of(name: str) -> Entry:
    """Return a rule of the table."""
    return Entry(name, *RULES[name].split("\t"))


def safety_of(name: str) -> str:
    """Return how safe the fixes of a rule are at their best; "" where it has no fixer or is none of ours."""
    if name in RULES:
        return entry_of(name).safety
    return next((entry.safety for entry in _REGISTERED if entry.name == name), "")


def has_plugins() -> bool:
    """Whether there are rules behind those of the table."""
    return bool(_REGISTERED)


def register(more: Iterable[Entry]) -> None:
    """Add rules to the table of this process."""
    _REGISTERED.extend(more)


def select(
    selection: Iterable[str] = DEFAULT_SELECTION, ignored: Iterable[str] = ()
) -> list[tuple[Entry, Mapping[str, Option]]]:
    """Return the rules that the selectors name less those that `ignored` names, each with the options its group sets.

    A selector is `ALL`, a group, a family, a rule's name, or an alias with or without its prefix; case does not count,
    and `-` equals `_`. Raises SelectionError for one that names nothing.
    """
    table = entries()
    known: dict[str, list[Entry]] = {}  # made where a selector is no group that stands always
    chosen: dict[str, Mapping[str, Option]] = {}
    for selector in selection:
        key = selector_key(selector)
        if key == "all":
            chosen |= {entry.name: {} for entry in table}
            continue
        if key in GROUPS:
            named = [entry for entry in table if key in entry.groups]
        else:
            known = known or _index(table)
            named = _named(key, selector, known)
        for entry in named:
            # A group's options hold until a later selector names the rule for another reason.
            chosen[entry.name] = entry.groups.get(key, {})
    for selector in ignored:
        known = known or _index(table)
        for entry in _named(selector_key(selector), selector, known):
            chosen.pop(entry.name, None)
    return [(entry, chosen[entry.name]) for entry in table if entry.name in chosen]


def find(selector: str) -> list[Entry]:
    """Return the rules that one selector names. Raises SelectionError where there are none."""
    return [entry for entry, _ in select((selector,))]


def find_each(selectors: Iterable[str]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield each selector with the rules that it names. Raises SelectionError where there are none."""
    known = _index(entries())
    for selector in selectors:
        yield selector, _named(selector_key(selector), selector, known)


def known_selectors() -> list[str]:
    """Return every selector, as written in documentation."""
    table = entries()
    names = {"ALL"}
    for entry in table:
        names.update((entry.name, entry.family.replace("_", "-"), *entry.groups, *entry.aliases))
    return sorted(names)


def why_without_rule(selector: str) -> str:
    """Return why an id of another tool has no rule, "" for what is no such id."""
    from dockerlint.knowledge.peer_reasons import REASONS

    key = selector_key(selector)
    if ":" in key:
        return REASONS.get(key, "")
    return next((reason for identity, reason in REASONS.items() if identity.partition(":")[2] == key), "")


def shellcheck_code(selector: str) -> int | None:
    """Return the number in `SC2086` or `shellcheck:SC2086`; None for anything else."""
    identity = selector_key(selector).removeprefix("shellcheck:")
    is_code = len(identity) == 6 and identity.startswith("sc") and identity[2:].isdecimal()
    return int(identity[2:]) if is_code else None


def selector_key(selector: str) -> str:
    """Return a selector as it is compared: case does not count, and `-` equals `_`."""
    return selector.strip().lower().replace("_", "-")


def _index(table: list[Entry]) -> dict[str, list[Entry]]:
    known: dict[str, list[Entry]] = {"all": table}
    for entry in table:
        keys = {entry.name, selector_key(entry.family), *entry.groups}
        for alias in entry.aliases:
            prefixed = selector_key(alias)
            keys.update((prefixed, prefixed.partition(":")[2]))
        for key in keys:
            known.setdefault(key, []).append(entry)
    return known


# Groups that stand although no rule may belong to them yet.
GROUPS = ("recommended", "strict", "hadolint", "buildkit")


def _named(key: str, selector: str, known: dict[str, list[Entry]]) -> list[Entry]:
    if key in known:
        return known[key]
    if key in GROUPS or why_without_rule(selector):
        return []
    from difflib import get_close_matches

    near = get_close_matches(key, known, n=1)
    raise SelectionError(selector, near[0] if near else "")
