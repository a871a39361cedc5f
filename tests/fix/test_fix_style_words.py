"""Edits of words and lines that several fixers share."""

from __future__ import annotations

import json

import pytest

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import apply_edits, delete_through, insert_above_comments, json_string
from dockerlint.shell import commands
from dockerlint.syntax import parse


@pytest.mark.parametrize("text", ["", "a b", 'say "x"', "back\\slash", "\\d+\\.", "ä"])
def test_json_string_is_json(text: str) -> None:
    assert json.loads(json_string(text)) == text


def test_json_string_takes_no_control_characters() -> None:
    with pytest.raises(Refused):
        json_string("a\tb")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("sudo make install", "make install"),
        ("a && sudo \\\n    make", "a && make"),
        ('["sudo", "make"]', '["make"]'),
    ],
)
def test_delete_through_the_next_word(body: str, expected: str) -> None:
    tree = parse(f"FROM a\nRUN {body}\n")
    words = commands(tree.instructions[1])[-1].words
    edit = delete_through(tree.text, words[0], words[1])
    assert apply_edits(tree.text, [edit]) == f"FROM a\nRUN {expected}\n"


def test_delete_through_keeps_comments() -> None:
    tree = parse("FROM a\nRUN sudo \\\n    # why\n    make\n")
    words = commands(tree.instructions[1])[0].words
    with pytest.raises(Refused):
        delete_through(tree.text, words[0], words[1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nRUN b\n", "FROM a\nSHELL c\nRUN b\n"),
        ("FROM a\n\n# one\n  # two\nRUN b\n", "FROM a\n\nSHELL c\n# one\n  # two\nRUN b\n"),
        ("FROM a\r\n# one\r\nRUN b\r\n", "FROM a\r\nSHELL c\r\n# one\r\nRUN b\r\n"),
    ],
)
def test_lines_above_the_comments_of_an_instruction(text: str, expected: str) -> None:
    tree = parse(text)
    assert apply_edits(text, [insert_above_comments(text, "SHELL c", tree.instructions[1])]) == expected
