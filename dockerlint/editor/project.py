"""How the files of a workspace are checked: their configurations, and the rules that these select."""

from __future__ import annotations

import os

from dockerlint.config import ConfigFinder
from dockerlint.lint.api import linter_for
from dockerlint.lint.registry import DEFAULT_SELECTION, SelectionError, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from dockerlint.config import Settings
    from dockerlint.config.check import KnownRules
    from dockerlint.context import Context
    from dockerlint.editor.options import Options
    from dockerlint.lint.baseline import Baseline
    from dockerlint.lint.engine import Linter
    from dockerlint.lint.shellcheck import Codes, ShellCheck

    class Names(Protocol):
        """What the registry tells of names; see `dockerlint.cli.rule_names`."""

        def accepts(self, text: str) -> bool:
            """Whether a text names rules, or one of ShellCheck's checks."""
            ...

        def known(self, selectors: Iterable[str]) -> list[str]:
            """Return the selectors that name rules."""
            ...

        def rule(self, text: str) -> str | None:
            """Return the name of the one rule that a text names."""
            ...


class Plan:
    """How the files that share a configuration are checked."""

    __slots__ = ("baseline", "codes", "linter", "settings")

    def __init__(self, settings: Settings, linter: Linter, codes: Codes | None, baseline: Baseline | None) -> None:
        self.settings = settings
        self.linter = linter
        self.codes = codes  # of ShellCheck; None where it is off
        self.baseline = baseline


class Project:
    """Configurations and plans, each read once; a reload is a new project.

    `plan` raises ConfigError for a wrong configuration, SelectionError and OSError for wrong settings.
    """

    __slots__ = ("_finder", "_names", "_options", "_plans", "shellcheck")

    def __init__(self, options: Options, names: KnownRules, shellcheck: ShellCheck | None) -> None:
        self._options = options
        self._names: Names = names  # type: ignore[assignment]
        self._finder = ConfigFinder(explicit=options.config, isolated=options.isolated, rules=names)
        self._plans: dict[int, Plan] = {}  # by identity of the settings, which the finder keeps
        self.shellcheck = shellcheck if options.shellcheck != "off" else None

    def plan(self, path: str) -> Plan:
        """Return how the file at a path is checked."""
        found = self._finder.load(path)
        plan = self._plans.get(id(found))
        if plan is None:
            plan = self._plans[id(found)] = self._planned(found)
        return plan

    def _planned(self, found: Settings) -> Plan:
        options = self._options
        for selector in (*options.select, *options.extend_select, *options.ignore):
            for one in selector.split(","):
                if one.strip() and not self._names.accepts(one):
                    select((one.strip(),))  # raises with the nearest one
        settings = found.with_command_line(**options.changes())  # type: ignore[arg-type]
        codes: Codes | None = None
        if self.shellcheck is not None:
            from dockerlint.lint.shellcheck import Codes

            selection = DEFAULT_SELECTION if settings.select is None else settings.select
            codes = Codes([*selection, *settings.extend_select], settings.ignore, settings.severity)
        # Names may stand in a configuration although no rule of ours has them: hadolint's and ShellCheck's.
        known = self._names.known
        if settings.select is not None:
            settings.select = known(settings.select)
        settings.extend_select = known(settings.extend_select)
        settings.ignore = known(settings.ignore)
        settings.severity = {name: settings.severity[name] for name in known(settings.severity)}
        settings.rules = {self._names.rule(name) or name: values for name, values in settings.rules.items()}
        return Plan(settings, linter_for(settings), codes or None, _baseline(settings.baseline))


def _baseline(path: str | None) -> Baseline | None:
    if path is None:
        return None
    from dockerlint.lint.baseline import Baseline, BaselineError

    try:
        return Baseline(path)
    except BaselineError as error:
        raise SelectionFileError(f"the baseline {path}: {error}") from None


class SelectionFileError(SelectionError):
    """A file that says what to leave out and cannot be read."""

    def __init__(self, message: str) -> None:
        ValueError.__init__(self, message)


def context_of(settings: Settings, path: str | None) -> Context | None:
    """Return the build context of a file for one check of it; None where nothing is known of it."""
    root = settings.context
    given = root is not None
    if root is None:
        if path is None:
            return None
        root = os.path.dirname(path) or os.curdir
    if root == "none" or not os.path.isdir(root):
        return None
    from dockerlint.context import BuildContext

    return BuildContext(root, path, given=given, still=True)
