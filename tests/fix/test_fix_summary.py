"""The last line of `dockerlint fix`."""

from __future__ import annotations

import pytest

from dockerlint.report.fixes import Total, summary


@pytest.mark.parametrize(
    ("changed", "others", "places"),
    [
        (1, 0, "1 of 2 files"),
        (0, 0, "0 of 2 files"),
        (0, 1, "1 other file"),
        (1, 1, "1 of 2 files and 1 other file"),
    ],
)
def test_files_beside_the_dockerfiles_count(changed: int, others: int, places: str) -> None:
    total = Total()
    total.files, total.changed, total.others, total.applied = 2, changed, others, 3
    assert summary(total, unsafe=True, diff=False) == f"3 findings fixed in {places}.\n"
