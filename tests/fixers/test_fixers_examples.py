"""What a rule's examples say of its fixer holds: the whole engine is at work, proof included."""

from __future__ import annotations

import pytest

from dockerlint.context import MemoryContext
from dockerlint.fix import fix_file
from dockerlint.fix.fixer import SAFETIES
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import Entry, entries
from dockerlint.lint.rule import Example

FIXABLE = [entry for entry in entries() if entry.safety]
CASES = [
    pytest.param(entry, number, id=f"{entry.name}-{number}")
    for entry in FIXABLE
    for number, example in enumerate(entry.load().examples.bad)
    if example.fixed is not None or example.refused
]


@pytest.mark.parametrize(("entry", "number"), CASES)
def test_example(entry: Entry, number: int) -> None:
    example: Example = entry.load().examples.bad[number]
    linter = Linter([(entry, {})], {entry.name: example.options})
    context = MemoryContext(example.files) if example.files is not None else None
    result = fix_file(example.text, example.path, linter, unsafe=True, context=context)
    if example.refused:
        assert result.text == example.text
        assert [refusal.reason for refusal in result.refused if example.refused in refusal.reason]
        return
    assert result.text == example.fixed, [refusal.reason for refusal in result.refused]
    assert result.applied
    again = fix_file(result.text, example.path, linter, unsafe=True, context=context)
    assert again.text == result.text


@pytest.mark.parametrize("entry", FIXABLE, ids=lambda entry: entry.name)
def test_declaration(entry: Entry) -> None:
    assert entry.safety in SAFETIES
    examples = entry.load().examples.bad
    assert any(example.fixed is not None for example in examples) or entry.safety == "display"
