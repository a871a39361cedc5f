"""What the registry tells the check of a configuration: which names are rules, which options they have.

It stands in for `dockerlint.config.check.KnownRules`, whose import a run without configuration need not pay,
and asks the registry when it is first asked itself.
"""

from __future__ import annotations

from dockerlint.lint.registry import (
    GROUPS,
    SelectionError,
    find,
    known_selectors,
    selector_key,
    shellcheck_code,
    why_without_rule,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class RuleNames:
    """The names of the registry."""

    __slots__ = ("_keys", "_names", "notes")

    def __init__(self) -> None:
        self.notes: list[str] = []  # why ids that were asked about have no rule
        self._names: list[str] = []
        self._keys: set[str] = set()

    @property
    def names(self) -> list[str]:
        """Every selector, as written in documentation."""
        if not self._names:
            self._names = known_selectors()
        return self._names

    def accepts(self, text: str) -> bool:
        """Whether a text names rules, a check of ShellCheck, or another tool's id that has no rule for a reason."""
        return self.names_rules(text) or is_shellcheck(text) or self._is_without_rule(text)

    def _is_without_rule(self, text: str) -> bool:
        reason = why_without_rule(text)
        if reason:
            self.notes.append(f"`{text.strip()}` has no rule: {reason}")
        return bool(reason)

    def names_rules(self, text: str) -> bool:
        """Whether a text is a selector of the registry."""
        key = selector_key(text)
        if key == "all" or key in GROUPS:
            return True
        if not self._keys:
            keys = [selector_key(name) for name in self.names]
            self._keys = {*keys, *(key.partition(":")[2] for key in keys if ":" in key)}
        return key in self._keys

    def options(self, text: str) -> Mapping[str, object] | None:
        """Return the options, with their defaults, of the one rule that a text names; None for no rule."""
        name = self.rule(text)
        return None if name is None else find(name)[0].load().options

    def rule(self, text: str) -> str | None:
        """Return the name of the one rule that a text names."""
        try:
            found = find(text)
        except SelectionError:
            return None
        return found[0].name if len(found) == 1 else None

    def plug(self, name: str) -> str:
        """Load a plugin; returns why that cannot be done, or ""."""
        from dockerlint.lint.plugins import PluginError, load_plugin

        try:
            load_plugin(name)
        except PluginError as error:
            return str(error)
        self._names, self._keys = [], set()  # there are more now
        return ""

    def known(self, selectors: Iterable[str]) -> list[str]:
        """Return the selectors that name rules."""
        return [selector for selector in selectors if self.names_rules(selector)]


def is_shellcheck(selector: str) -> bool:
    """Whether a selector has the form of a ShellCheck id."""
    return shellcheck_code(selector) is not None
