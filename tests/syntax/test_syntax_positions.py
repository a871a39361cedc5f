from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Instruction
from dockerlint.syntax.text import Word
from dockerlint.syntax.tree import Tree

LINES = st.text(st.sampled_from("ab\r\n\n\\ #é"), max_size=40)


@given(LINES)
def test_position_counts_line_feeds(text: str) -> None:
    tree = parse(text)
    for offset in range(len(text) + 1):
        before = text[:offset]
        assert tree.position(offset) == (before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


@given(LINES, st.data())
def test_positions_of_a_span_are_those_of_its_ends(text: str, data: st.DataObject) -> None:
    tree = parse(text)
    offsets = st.integers(0, len(text))
    start, end = data.draw(offsets), data.draw(offsets)
    assert tree.positions(start, end) == (*tree.position(start), *tree.position(end))


@given(LINES)
def test_lines_are_the_text_between_line_feeds(text: str) -> None:
    tree = parse(text)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    assert tree.line_count == len(lines)
    assert [tree.line(number) for number in range(1, len(lines) + 1)] == [line.rstrip("\r") for line in lines]
    assert tree.line(0) == tree.line(-1) == tree.line(len(lines) + 1) == ""


def test_lines_of_items_are_those_of_their_offsets(sample: Path) -> None:
    tree = parse(sample.read_bytes())
    for item in tree.items:
        line = tree.position(item.start)[0]
        if tree.line(item.start_line).strip() == tree.escape:
            assert line > item.start_line  # the keyword stands on a later line
        else:
            assert line == item.start_line
        assert tree.position(item.end)[0] == item.end_line
        assert tree.position(item.full_start) == (item.start_line, 1)


def words_of(instruction: Instruction) -> list[Word]:
    inner = instruction.inner
    words = [instruction.keyword_word, *instruction.words, instruction.arguments]
    words += [flag.word for flag in instruction.flags]
    return words + (words_of(inner) if inner else [])


def cut(tree: Tree, word: Word) -> str:
    """Return the text of a word's span as Docker reads it, taken from the file by itself."""
    parts = []
    lines = tree.text[word.start : word.end].split("\n")
    for number, line in enumerate(lines):
        bare = line.strip("\r")
        if number and (not bare.strip() or bare.lstrip().startswith("#")):
            continue
        if number < len(lines) - 1:
            bare = bare.rstrip(" \t\r")
            assert bare.endswith(tree.escape)
            bare = bare[:-1]
        parts.append(bare)
    return "".join(parts)


def test_words_are_the_text_at_their_spans(sample: Path) -> None:
    tree = parse(sample.read_bytes())
    for instruction in tree.instructions:
        for word in words_of(instruction):
            assert instruction.start <= word.start <= word.end <= instruction.end
            assert cut(tree, word) == word.raw
            if word.raw and not word.raw.startswith('"') and word not in [flag.word for flag in instruction.flags]:
                assert tree.text[word.start] == word.raw[0]
                assert tree.text[word.end - 1] == word.raw[-1]


def test_words_of_a_json_array_are_decoded_at_their_spans() -> None:
    tree = parse('CMD ["a", \\\n  # why\n  "b\\u00e9\\\nc"]\n')
    words = tree.instructions[0].words
    assert [word.value for word in words] == ["a", "béc"]
    assert [tree.text[word.start : word.end] for word in words] == ['"a"', '"b\\u00e9\\\nc"']


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ENV A=\\\n  B=2", 6),  # the value ends where its line ends, not in front of `B`
        ("ENV A= B=2", 6),
        ("LABEL A=\nRUN x", 8),
    ],
)
def test_an_empty_word_stands_behind_what_is_in_front_of_it(text: str, start: int) -> None:
    assert parse(text).instructions[0].words[1].span == (start, start)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("FROM a", [(0, 6)]),
        ("\n  FROM a  \nRUN b\r\n", [(3, 11), (12, 17)]),
        ("\ufeffFROM a\n", [(1, 7)]),
        ("RUN a \\\n  b\nCMD c", [(0, 11), (12, 17)]),
        ("RUN <<E\nx\nE\nCMD c", [(0, 11), (12, 17)]),
        ("RUN <<-E\nx\n\tE\r\nCMD c", [(0, 13), (15, 20)]),
        ("ONBUILD RUN a\n", [(0, 13)]),
    ],
)
def test_span_of_an_instruction(text: str, spans: list[tuple[int, int]]) -> None:
    # From the keyword to the last character, the terminator of a here-document included, without the line end.
    tree = parse(text)
    assert [instruction.span for instruction in tree.instructions] == spans


def test_the_instruction_in_onbuild_has_its_own_start_and_line() -> None:
    tree = parse("FROM a\nONBUILD \\\n  # c\n  RUN --network=none x \\\n    y\n")
    outer = tree.instructions[1]
    inner = outer.inner
    assert inner is not None
    assert (outer.start_line, outer.end_line) == (2, 5)
    assert (inner.start_line, inner.end_line) == (4, 5)
    assert tree.text[inner.start : inner.end] == "RUN --network=none x \\\n    y"
    assert tree.position(inner.words[0].start) == (4, 22)
    assert inner.index == outer.index == 1


def test_span_of_a_flag_and_of_its_value() -> None:
    tree = parse('COPY --from=a --chown="b c" --link --x= d /e')
    copy = tree.instructions[0]
    assert [tree.text[slice(*flag.span)] for flag in copy.flags] == ["--from=a", '--chown="b c"', "--link", "--x="]
    assert [tree.text[slice(*flag.value_span)] for flag in copy.flags] == ["a", '"b c"', "", ""]
    assert copy.flags[2].value_span == (34, 34)


def test_span_of_a_directive_value() -> None:
    tree = parse("# syntax = a/b:1 \n#escape=`\nFROM a")
    spans = [(d.name, tree.text[d.value_start : d.value_start + len(d.value)]) for d in tree.directives]
    assert spans == [("syntax", "a/b:1"), ("escape", "`")]


def test_span_of_a_heredoc() -> None:
    tree = parse("RUN cat <<A 3<<-'B'\na\nA\nb\n\t\tB\nCMD x")
    one, other = tree.instructions[0].heredocs
    for heredoc, operator, content, terminator in (
        (one, "<<A", "a\n", "A"),
        (other, "3<<-'B'", "b\n", "B"),
    ):
        assert tree.text[slice(*heredoc.operator)] == operator
        assert tree.text[heredoc.start : heredoc.end] == heredoc.content == content
        assert heredoc.terminator is not None
        assert tree.text[slice(*heredoc.terminator)] == terminator
