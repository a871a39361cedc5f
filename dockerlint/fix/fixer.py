"""From a finding to its fix: the fixer of its rule is asked."""

from __future__ import annotations

from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.registry import Entry

SAFETIES = ("safe", "unsafe", "display")


class Refused(Exception):  # noqa: N818  # an answer, not an error
    """A fix that cannot be made without doing harm or guessing; the text says why, for the user."""


class Fixers:
    """The fixers of the rules of a run, imported when the first finding of a rule wants one.

    A fixer is a module `fixers/<family>/<rule>.py` with `SAFETY`, how safe its fixes are at their best, and a function
    `fix(finding, file)` that returns a `Fix`, or raises `Refused`.
    """

    __slots__ = ("_entries", "_modules")

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = {entry.name: entry for entry in entries if entry.safety}
        self._modules: dict[str, Any] = {}

    def fix(self, finding: Finding, file: Dockerfile) -> Fix | None:
        """Return a finding's fix, None where its rule has no fixer. Raises Refused."""
        if finding.fix is not None:
            return finding.fix  # ShellCheck brings its own
        if finding.is_inline:
            raise Refused("the Dockerfile stands in another file")
        entry = self._entries.get(finding.rule)
        if entry is None:
            return None
        module = self._modules.get(entry.name)
        if module is None:
            module = self._modules[entry.name] = entry.load_fixer()
        fix = module.fix(finding, file)
        assert isinstance(fix, Fix)  # noqa: S101  # a fixer that forgets to return one is a defect
        return fix

    def attach(self, findings: Sequence[Finding], file: Dockerfile) -> list[str]:
        """Give each finding its fix, where it has one; returns the defects of fixers, each named."""
        troubles: list[str] = []
        for finding in findings:
            try:
                finding.fix = self.fix(finding, file)
            except Refused:
                continue
            except Exception as error:  # noqa: BLE001  # one broken fixer must not stop the others
                troubles.append(f"{file.path}: {failure(finding, error)}; please report this")
        return list(dict.fromkeys(troubles))


def failure(finding: Finding, error: Exception) -> str:
    """Return the words for a fixer that crashed."""
    return f"the fixer of {finding.rule} failed: {type(error).__name__}: {error}"
