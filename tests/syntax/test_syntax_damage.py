from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scripts.compare_parsers import dockerfiles
from scripts.damage import Edit, check, escape_of, fresh_lines, run

ROOT = Path(__file__).parents[2]


def test_damaged_files() -> None:
    counts: Counter[str] = Counter()
    files = list(dockerfiles([Path(__file__).parent / "samples", ROOT / "corpus"]))
    assert list(run(files, 1000, 7, counts)) == []
    # That says nothing unless most variants were compared on both sides of their damage.
    assert counts["variants compared behind the damage"] > 500
    assert counts["instructions before the damage"] > 1500
    assert counts["instructions behind the damage"] > 1500


@pytest.mark.parametrize(
    ("text", "fresh", "known"),
    [
        ("RUN a\nRUN b\n", {0, 1, 2}, 2),
        ("RUN a \\\n# c\n\n b\nRUN c\n", {0, 4, 5}, 5),
        ("RUN a \\\\\nRUN b\n", {0, 1, 2}, 2),
        ("RUN a \\\n", {0}, 1),
        ("RUN <<A <<-'B'\n\\\nA\n\tB\nRUN c\n", {0, 4, 5}, 5),
        ("RUN <<A\nx\n", {0}, 2),
        ("CMD <<A\nA\n", {0, 1, 2}, 2),
        ("RUN $((1<<2))\nRUN b\n", {0}, 1),
    ],
)
def test_the_reader_of_lines(text: str, fresh: set[int], known: int) -> None:
    assert fresh_lines(text.splitlines(), "\\") == (fresh, known)


def test_the_reader_of_directives() -> None:
    assert escape_of(["# syntax=a", "#escape = `"]) == "`"
    assert escape_of(["# a", "# escape=`"]) == "\\"


def test_the_check_sees_what_is_compared() -> None:
    counts: Counter[str] = Counter()
    text = "FROM a\nRUN b\nRUN c\nCMD d\n"
    assert list(check(text, Edit("byte", 12, 13, '"\n'), counts)) == []
    assert counts["instructions before the damage"] == 1
    assert counts["instructions behind the damage"] == 2  # RUN c and CMD
    assert list(check(text, Edit("byte", 12, 13, " \\\n"), counts)) == []
    assert counts["instructions behind the damage"] == 3  # CMD alone: RUN c went into the continuation
