from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Instruction
from dockerlint.syntax.items import Comment, Invalid
from dockerlint.syntax.tree import Tree

# Pieces that mean something to the grammar, so that random texts get into its corners.
PIECES = (
    "\n|\n|\r\n|\r|\ufeff|\0| |\t|\\|`|\\\n|`\n|#|# |'|\"|$|${|}|[|]|,|=|<<|<<-|<<E|E|E\n|\nE\n|\n\tE\n|--|--a=|:-|/|é|"
    "\u2003|\x85|\x1c|# escape=`\n|# syntax=x\n|FROM a\n|RUN |RUN x\n|RUN <<E\n|COPY |ADD |ENV |ENV a=b |LABEL |ARG |"
    'CMD |CMD ["a", "b"]\n|HEALTHCHECK CMD |ONBUILD |ONBUILD RUN |SHELL |VOLUME |USER |nope |\\\n\n|\\\n# c\n'
)
TEXTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=25).map("".join)


def assert_whole(tree: Tree, text: str) -> None:
    """Assert that no character is lost: the items tile the text, and their lines tile the lines."""
    assert tree.text == text
    assert "".join(item.full_text for item in tree.items) == text
    assert [item.full_start for item in tree.items[:1]] == [0][: len(tree.items)]
    assert [item.start_line for item in tree.items[:1]] == [1][: len(tree.items)]
    for one, other in pairwise(tree.items):
        assert one.full_end == other.full_start
        assert one.end_line + 1 == other.start_line
    assert tree.line_count == (tree.items[-1].end_line if tree.items else 0)
    for item in tree.items:
        assert item.full_start <= item.start <= item.end <= item.full_end
        assert text[item.end : item.full_end].strip("\r\n") == ""
        # Empty lines at the end of an instruction that the file leaves open are part of it.
        assert not item.text.endswith(("\n", "\r")) or item.full_end == len(text)
    assert tree.instructions == [item for item in tree.items if isinstance(item, Instruction)]
    assert [instruction.index for instruction in tree.instructions] == list(range(len(tree.instructions)))


def test_sample(sample: Path) -> None:
    source = sample.read_bytes()
    tree = parse(source)
    assert bytes(tree) == source
    assert_whole(tree, source.decode("utf-8", "surrogateescape"))
    assert_whole(parse(tree.text), tree.text)


def test_sample_with_other_line_ends(sample: Path) -> None:
    text = sample.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    windows = text.replace("\n", "\r\n")
    unix, other = parse(text), parse(windows)
    assert_whole(other, windows)
    if "\r" not in text:
        assert [(i.keyword, i.value, i.start_line, i.end_line) for i in unix.instructions] == [
            (i.keyword, i.value, i.start_line, i.end_line) for i in other.instructions
        ]


def test_sample_without_final_line_feed(sample: Path) -> None:
    source = sample.read_bytes().rstrip(b"\r\n")
    tree = parse(source)
    assert bytes(tree) == source
    assert_whole(tree, tree.text)


@given(st.binary(max_size=300))
@example(b"")
@example(b"\n")
@example(b"\r")
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\n\xef\xbb\xbfRUN x")
@example(b"RUN \\")
@example(b"RUN <<A <<B\nA")
@example(b"FROM a\0b\r\n\xff")
def test_arbitrary_bytes(source: bytes) -> None:
    tree = parse(source)
    assert bytes(tree) == source
    assert_whole(tree, tree.text)


@given(TEXTS)
def test_arbitrary_text(text: str) -> None:
    tree = parse(text)
    assert_whole(tree, text)
    refused = [item.error for item in tree.items if isinstance(item, Invalid)]
    assert [error for error in tree.errors if error.code == "invalid-arguments"] == refused
    for error in tree.errors:
        assert 0 <= error.start <= error.end <= len(text)


@given(
    st.lists(st.sampled_from([b"FROM a\n", b"RUN x \\\n", b"# c\n", b"\xff\n", b"\r\n", b"\xef\xbb\xbf"]), max_size=9)
)
def test_bytes_and_text_give_the_same_tree(pieces: list[bytes]) -> None:
    source = b"".join(pieces)
    ours = parse(source)
    other = parse(source.decode("utf-8", "surrogateescape"))
    assert [item.span for item in ours.items] == [item.span for item in other.items]
    assert bytes(other) == source


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        ("\n", ["blank"]),
        ("# escape=`\n# c\n\nFROM a", ["directive", "comment", "blank", "instruction"]),
        ("\ufeff# syntax=a\nFROM a", ["directive", "instruction"]),
        ("FROM a\nENV b\nRUN c", ["instruction", "invalid", "instruction"]),
        ("RUN a \\\n# in it\n b\n# behind it", ["instruction", "comment"]),
        ("RUN <<E\n# content\n\nE\n", ["instruction"]),
    ],
)
def test_kinds_of_items(text: str, kinds: list[str]) -> None:
    assert [item.kind for item in parse(text).items] == kinds


def test_comments_belong_to_the_instruction_below_them() -> None:
    tree = parse("# lost\n\n# one\n  # two\nRUN a \\\n # three\n\n b\n# last\n")
    run = tree.instructions[0]
    assert [comment.content for comment in run.comments] == ["one", "two"]
    assert [(comment.content, comment.start_line) for comment in run.inner_comments] == [("three", 6)]
    assert run.empty_lines == [7]
    outside = [item.content for item in tree.items if isinstance(item, Comment)]
    assert outside == ["lost", "one", "two", "last"]


def test_comments_of_a_refused_instruction() -> None:
    tree = parse("# one\nENV a \\\n  # two\n\n")
    (invalid,) = (item for item in tree.items if isinstance(item, Invalid))
    assert [comment.content for comment in invalid.comments] == ["one", "two"]
    assert invalid.keyword == "ENV"
