"""Small files at random, right and wrong: no rule and no fixer fails, and what is fixed obeys the laws of `fix`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.syntax import parse
from scripts.fix_folder import accepts, examine
from scripts.generated_files import Writer

if TYPE_CHECKING:
    from dockerlint.fix import Fixed


@pytest.mark.parametrize("seed", range(10))
def test_obeys_the_laws(seed: int) -> None:
    writer = Writer(seed)
    broken = {}
    for number in range(12):
        text = writer.file(without_from=0.2)
        tree = parse(text)
        assert tree.text == text
        assert accepts(text) is not False or tree.errors
        fixed: Fixed
        fixed, problems, _ = examine(text, f"{number}.Dockerfile", ("ALL",), unsafe=True)
        if problems:
            broken[text] = [*problems, fixed.text]
    assert not broken
