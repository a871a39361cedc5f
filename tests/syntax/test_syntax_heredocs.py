from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.syntax import parse
from dockerlint.syntax.heredoc import find_operators, plain_words, words
from dockerlint.syntax.text import LogicalLine

RECORDED = json.loads((Path(__file__).parent / "buildkit.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("line", "expected"), RECORDED["heredocs"])
def test_operators_are_buildkits(line: str, expected: list[list[object]]) -> None:
    found = find_operators(LogicalLine(line, [0], [0]))
    assert [[o.name, o.file_descriptor, o.expand, o.strip_tabs] for o in found] == expected


@given(st.text(st.sampled_from("<<<a1-/{} \t\r\n\u2003"), max_size=20))
def test_words_of_plain_texts_are_those_of_all_texts(text: str) -> None:
    assert plain_words(text) == [word for word in words(text) if "<<" in word[0]]


@pytest.mark.parametrize(
    ("operator", "name", "descriptor", "expand", "strip_tabs"),
    [
        ("<<EOF", "EOF", 0, True, False),
        ("<<-EOF", "EOF", 0, True, True),
        ("<<'EOF'", "EOF", 0, False, False),
        ('<<-"EOF"', "EOF", 0, False, True),
        ("<<E'O'F", "EOF", 0, False, False),
        ("<<E\\OF", "EOF", 0, True, False),
        ("3<<EOF", "EOF", 3, True, False),
        ("12<<-'EOF'", "EOF", 12, False, True),
        ("<<a.b-c/d", "a.b-c/d", 0, True, False),
        ("<<--", "-", 0, True, True),
        ('<<"a b"', "a b", 0, False, False),
        ("<<$A", "$A", 0, True, False),
    ],
)
def test_operator(operator: str, name: str, descriptor: int, *, expand: bool, strip_tabs: bool) -> None:
    tree = parse(f"RUN cat {operator} > /x\ncontent\n{name}\nCMD x\n")
    assert tree.errors == []
    (heredoc,) = tree.instructions[0].heredocs
    assert (heredoc.name, heredoc.file_descriptor, heredoc.expand, heredoc.strip_tabs) == (
        name,
        descriptor,
        expand,
        strip_tabs,
    )
    assert heredoc.content == "content\n"
    assert tree.text[slice(*heredoc.operator)] == operator
    assert [instruction.keyword for instruction in tree.instructions] == ["RUN", "CMD"]


@pytest.mark.parametrize(
    "line",
    [
        "RUN cat <<<EOF",
        "RUN echo a<<EOF",
        "RUN echo '<<EOF'",
        'RUN echo "<<EOF"',
        "RUN echo \\<<EOF",
        "RUN echo <<",
        "RUN echo <<-",
        "RUN echo <<- EOF",
        "RUN echo <<''",
        "RUN echo $((1<<2))",
        "RUN echo ${A:-b<<EOF}",
        "RUN echo 'open <<EOF",
        'RUN echo "open <<EOF',
        "RUN echo ${open <<EOF",
        "RUN echo ${} <<EOF",
        'RUN ["cat", "<<EOF"]',
        "CMD cat <<EOF",
        "ENV A=<<EOF",
        "ONBUILD CMD cat <<EOF",
        "NOPE <<EOF",
    ],
)
def test_no_operator(line: str) -> None:
    tree = parse(f"{line}\nCMD x\nEOF\n")
    assert [instruction.heredocs for instruction in tree.instructions[:2]] == [[], []]
    assert tree.instructions[1].keyword == "CMD"


def test_white_space_behind_the_operator_counts_where_a_heredoc_follows() -> None:
    # BuildKit takes it since 0.14; `1 << 2` of older files stays what it was.
    tree = parse("RUN cat << EOF\nx\nEOF\nRUN echo $((1 << 2))\nRUN cat <<\t'A'\n\tx\nA\n")
    assert [[heredoc.content for heredoc in instruction.heredocs] for instruction in tree.instructions] == [
        ["x\n"],
        [],
        ["\tx\n"],
    ]
    assert tree.errors == []


def test_several_heredocs_follow_each_other() -> None:
    tree = parse("COPY <<a.txt <<-'b.txt' <<c.txt /d/\n1\na.txt\n\t2\n\tb.txt\nc.txt\n")
    (copy,) = tree.instructions
    assert [(heredoc.name, heredoc.content, heredoc.text) for heredoc in copy.heredocs] == [
        ("a.txt", "1\n", "1\n"),
        ("b.txt", "\t2\n", "2\n"),
        ("c.txt", "", ""),
    ]
    assert (copy.start_line, copy.end_line) == (1, 6)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("RUN <<E\n# not a comment\n\n  \\\nE\n", "# not a comment\n\n  \\\n"),
        ("RUN <<E\r\nx\r\nE\r\n", "x\r\n"),
        ("RUN <<E\n E\nE \n\tE\nEE\nE\n", " E\nE \n\tE\nEE\n"),
        ("RUN <<-E\n E\n\t\tE\n", " E\n"),
        ("RUN <<E\nE", ""),
        ("RUN a \\\n  # c\n  <<E b\nx\nE\n", "x\n"),
        ("# escape=`\nRUN <<E `\n b\nx\nE\n", "x\n"),
        ("RUN <<E\n\ufeffE\nE\n", "\ufeffE\n"),
    ],
)
def test_content(text: str, content: str) -> None:
    (run,) = parse(text).instructions
    assert [heredoc.content for heredoc in run.heredocs] == [content]


@given(
    st.lists(st.text("ab\t# \\<'\"$é\r", max_size=6).filter(lambda line: line.strip("\t\r") != "EOF"), max_size=5),
    st.sampled_from(["<<EOF", "<<-EOF", "<<'EOF'"]),
)
def test_content_is_raw(lines: list[str], operator: str) -> None:
    content = "".join(line + "\n" for line in lines)
    tree = parse(f"RUN {operator}\n{content}EOF\nCMD x")
    assert [heredoc.content for heredoc in tree.instructions[0].heredocs] == [content]
    assert tree.instructions[1].start_line == len(lines) + 3
