"""Every rule's own examples are its tests; what holds for all rules is checked here once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from dockerlint.context import MemoryContext
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.finding import SEVERITIES
from dockerlint.lint.registry import Entry, entries, find

if TYPE_CHECKING:
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Example

ENTRIES = entries()
CASES = [
    pytest.param(entry, kind, number, id=f"{entry.name}-{kind}-{number}")
    for entry in ENTRIES
    for kind in ("bad", "good")
    for number in range(len(getattr(entry.load().examples, kind)))
]
HEADINGS = ("What it flags", "Why it is bad", "What to do", "Sources")
TODAY = "2026-11-21"


def findings_of(entry: Entry, example: Example) -> list[Finding]:
    linter = Linter([(entry, {})], {entry.name: example.options})
    context = MemoryContext(example.files) if example.files is not None else None
    settings = None
    _, result = check(example.text, example.path, linter, settings=settings, context=context, today=TODAY)
    assert result.troubles == []
    return result.findings


@pytest.mark.parametrize(("entry", "kind", "number"), CASES)
def test_example(entry: Entry, kind: str, number: int) -> None:
    example: Example = getattr(entry.load().examples, kind)[number]
    found = findings_of(entry, example)
    if kind == "good":
        assert found == []
        return
    assert found, "a bad example without a finding"
    if example.lines is not None:
        assert [finding.row for finding in found] == list(example.lines)
    for finding in found:
        assert 0 <= finding.start <= finding.end <= len(example.text)
        assert finding.message
        assert not finding.message.endswith(".")
        assert len(finding.message) <= 120


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_declaration(entry: Entry) -> None:
    rule = entry.load()
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.severity in SEVERITIES
    assert rule.confidence in ("high", "medium", "low")
    assert rule.groups, "a rule that no group selects is never run"
    assert len(rule.examples.bad) >= 2
    assert len(rule.examples.good) >= 2
    lines = (rule.__doc__ or "").strip().splitlines()
    assert lines[0].endswith(".")
    headings = [line.strip().removeprefix("## ") for line in lines if line.strip().startswith("## ")]
    assert [heading for heading in headings if heading in HEADINGS] == list(HEADINGS)
    for prefix in ("hadolint:", "buildkit:"):
        assert sum(alias.startswith(prefix) for alias in rule.aliases) <= 1
    assert [found.name for found in find(rule.name.replace("-", "_").upper())] == [rule.name]


def test_names_and_aliases_lead_to_their_rules() -> None:
    names = [entry.name for entry in ENTRIES]
    assert len(set(names)) == len(names)
    for entry in ENTRIES:
        for alias in entry.aliases:
            assert entry.name in [found.name for found in find(alias)]
            assert entry.name in [found.name for found in find(alias.partition(":")[2])]
