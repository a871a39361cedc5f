import pytest

from acme_dockerlint import RULES
from dockerlint.testing import cases, check_case, check_declaration


@pytest.mark.parametrize("rule", RULES)
def test_declaration(rule):
    check_declaration(rule)


@pytest.mark.parametrize("case", cases(RULES), ids=str)
def test_example(case):
    check_case(case)
