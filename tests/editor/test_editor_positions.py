"""Places in the three encodings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.editor.positions import ENCODINGS, Lines

TEXTS = st.text(st.sampled_from("ab \t\r\n\f\x0b\x85\u2028é€😀\ufeff"), max_size=40)


def units(text: str, encoding: str) -> int:
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    return len(text.encode(f"{encoding}-le" if width > 1 else encoding)) // width


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_every_offset_is_found_again(text: str, encoding: str) -> None:
    lines = Lines(text, encoding)
    for offset in range(len(text) + 1):
        line, character = lines.place(offset)
        # What stands between the two parts of a line end is no place of its own.
        behind = lines.offset(line, character)
        assert behind == offset or text[behind:offset].strip("\r\n") == ""


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_a_place_counts_line_ends_and_code_units(text: str, encoding: str) -> None:
    lines = Lines(text, encoding)
    for offset in range(len(text) + 1):
        before = text[:offset]
        if before.endswith("\r") and text[offset : offset + 1] == "\n":
            continue
        last = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert lines.place(offset) == (len(last) - 1, units(last[-1], encoding))


@pytest.mark.parametrize(("encoding", "character"), [("utf-16", 8), ("utf-32", 7), ("utf-8", 11)])
def test_a_character_beyond_the_first_plane(encoding: str, character: int) -> None:
    text = "FROM a\nRUN é 😀x\n"
    lines = Lines(text, encoding)
    offset = text.index("x")
    assert lines.place(offset) == (1, character)
    assert lines.offset(1, character) == offset


def test_what_is_behind_the_end_is_the_end() -> None:
    lines = Lines("ab\ncd")
    assert lines.offset(0, 99) == 2
    assert lines.offset(1, 99) == 5
    assert lines.offset(7, 0) == 5
