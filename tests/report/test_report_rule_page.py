"""The page of a rule, also where its class has neither docstring nor examples, as in machine code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.lint.registry import entries
from dockerlint.lint.rule import Rule
from dockerlint.report.rule_page import documentation_of, rule_page

if TYPE_CHECKING:
    from dockerlint.lint.registry import Entry


def bare(rule: type[Rule]) -> type[Rule]:
    """Return a class with the same facts as a rule's and no documentation."""
    left_out = ("__doc__", "__dict__", "__weakref__", "examples")
    facts = {name: value for name, value in vars(rule).items() if name not in left_out}
    return type(Rule)(rule.__name__, (Rule,), facts)


@pytest.mark.parametrize("entry", entries()[::40], ids=lambda entry: entry.name)
def test_a_class_without_documentation_has_that_of_its_source(entry: Entry) -> None:
    rule = entry.load()
    assert bare(rule).__doc__ is None
    assert not hasattr(bare(rule), "examples")
    assert documentation_of(bare(rule)) == documentation_of(rule)
    assert rule_page(bare(rule)) == rule_page(rule)
    assert "## Examples" in rule_page(bare(rule))
