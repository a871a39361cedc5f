"""Helpers for the tests of rules and fixers, ours and those of plugins.

import pytest
from acme_dockerlint import RULES
from dockerlint.testing import cases, check_case, check_declaration

@pytest.mark.parametrize("rule", RULES)
def test_declaration(rule):
    check_declaration(rule)

@pytest.mark.parametrize("case", cases(RULES), ids=str)
def test_example(case):
    check_case(case)
"""

from __future__ import annotations

from dockerlint.context import MemoryContext
from dockerlint.fix.engine import Applier
from dockerlint.fix.fixer import SAFETIES, Fixers
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.finding import SEVERITIES
from dockerlint.lint.plugins import PluginEntry
from dockerlint.lint.rule import Example, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.fix.engine import Fixed
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Option

__all__ = ["Case", "cases", "check_case", "check_declaration", "findings", "fixed"]


class Case:
    """An example of a rule: `bad` is what it flags."""

    def __init__(self, rule: type[Rule], example: Example, *, bad: bool, number: int) -> None:
        self.rule = rule
        self.example = example
        self.bad = bad
        self._number = number

    def __str__(self) -> str:
        return f"{self.rule.name}-{'bad' if self.bad else 'good'}-{self._number}"


def cases(rules: Iterable[type[Rule]]) -> list[Case]:
    """Return the examples of rules."""
    return [
        Case(rule, example, bad=bad, number=number)
        for rule in rules
        for bad, examples in ((True, rule.examples.bad), (False, rule.examples.good))
        for number, example in enumerate(examples)
    ]


def findings(
    rule: type[Rule],
    text: str,
    *,
    files: Mapping[str, str] | None = None,
    options: Mapping[str, Option] | None = None,
    path: str = "Dockerfile",
) -> list[Finding]:
    """Return what a rule finds in a text, in the build context of these files (None: nothing is known of it)."""
    result = _checked(rule, text, path, files, options)[1]
    assert not result.troubles, result.troubles
    return result.findings


def fixed(
    rule: type[Rule],
    text: str,
    *,
    files: Mapping[str, str] | None = None,
    options: Mapping[str, Option] | None = None,
    unsafe: bool = True,
    path: str = "Dockerfile",
) -> Fixed:
    """Return what a rule's fixer makes of a text, with every step of the proof."""
    fixers = Fixers([PluginEntry(rule, "testing")])
    return Applier(lambda now: _checked(rule, now, path, files, options), fixers, unsafe=unsafe).fix(text)


def check_case(case: Case) -> None:
    """Raise AssertionError where a rule, or its fixer, does not do what its example says."""
    rule, example = case.rule, case.example
    found = findings(rule, example.text, files=example.files, options=example.options, path=example.path)
    if not case.bad:
        assert not found, f"flagged: {found}"
        return
    assert found, "not flagged"
    rows = tuple(finding.row for finding in found)
    assert example.lines is None or rows == example.lines, f"flagged in lines {rows}, not {example.lines}"
    if example.fixed is None and not example.refused:
        return
    after = fixed(rule, example.text, files=example.files, options=example.options, path=example.path)
    reasons = [refusal.reason for refusal in after.refused]
    if example.refused:
        assert after.text == example.text
        assert any(example.refused in reason for reason in reasons), f"refused for {reasons}"
        return
    assert after.text == example.fixed, f"fixed to {after.text!r}; refused for {reasons}"
    again = fixed(rule, after.text, files=example.files, options=example.options, path=example.path)
    assert again.text == after.text, "a second run of the fixer changes the text again"


def check_declaration(rule: type[Rule]) -> None:
    """Raise AssertionError where a rule lacks what every rule has."""
    assert rule.severity in SEVERITIES, rule.severity
    assert rule.confidence in ("high", "medium", "low"), rule.confidence
    assert rule.groups, "a rule that no group selects runs only where it is named"
    assert (rule.__doc__ or "").strip(), "the docstring is the documentation"
    for kind, examples in (("bad", rule.examples.bad), ("good", rule.examples.good)):
        assert len(examples) >= 2, f"two {kind} examples at least"
    if rule.fixer is not None:
        assert rule.fixer.SAFETY in SAFETIES, rule.fixer.SAFETY
        assert any(example.fixed is not None for example in rule.examples.bad), "a bad example with `fixed=`"


def _checked(
    rule: type[Rule], text: str, path: str, files: Mapping[str, str] | None, options: Mapping[str, Option] | None
) -> tuple[Dockerfile, Result]:
    linter = Linter([(PluginEntry(rule, "testing"), {})], {rule.name: options or {}})
    context = MemoryContext(dict(files)) if files is not None else None
    return check(text, path, linter, context=context)
