"""Brace expansion; the expectations are what bash prints."""

from __future__ import annotations

import pytest

from dockerlint.shell.braces import brace_expansions


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("/var/lib/apt", ["/var/lib/apt"]),
        ("/var/{lib/apt,cache}/*", ["/var/cache/*", "/var/lib/apt/*"]),
        ("{a,b}{1,2}", ["a1", "a2", "b1", "b2"]),
        ("a{b,c{d,e}}f", ["abf", "acdf", "acef"]),
        ("a{,b}", ["a", "ab"]),
        ("a{b}", ["a{b}"]),
        ("{}", ["{}"]),
        ("${HOME}/{x,y}", ["${HOME}/x", "${HOME}/y"]),
        ("a{b,c", ["a{b,c"]),
        ("a}b,c{", ["a}b,c{"]),
    ],
)
def test_expansions(word: str, expected: list[str]) -> None:
    assert sorted(brace_expansions(word)) == expected


def test_many_lists_stay_few_words() -> None:
    assert len(brace_expansions("{a,b,c,d}" * 40)) < 200
