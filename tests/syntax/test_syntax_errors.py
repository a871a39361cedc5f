from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.syntax import parse
from dockerlint.syntax.items import Invalid

REFUSED = Path(__file__).parent / "samples" / "refused"
ERRORS = {
    "comments-only": [("no-instructions", "# only\n\n# comments\n")],
    "directive-blank": [("invalid-directive", " ")],
    "directive-escape": [("invalid-directive", "x")],
    "directive-twice": [("duplicate-directive", "# escape=`")],
    "empty": [("no-instructions", "")],
    "env-name-only": [("invalid-arguments", "A")],
    "env-word": [("invalid-arguments", "B")],
    "heredoc-open": [("unterminated-heredoc", "<<EOF")],
    "heredoc-second-open": [("unterminated-heredoc", "<<B")],
    "json-nested": [("invalid-arguments", "[[]]")],
    "json-number": [("invalid-arguments", '["a", 1]')],
    "json-object": [("invalid-arguments", '[{"a": [true, null]}, "b"]')],
    "label-name-only": [("invalid-arguments", "a")],
    "onbuild-arguments": [("invalid-arguments", "A"), ("invalid-arguments", "[1]")],
}


def test_every_refused_sample_is_described() -> None:
    assert sorted(ERRORS) == sorted(path.stem for path in REFUSED.iterdir())


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_error_names_what_is_to_blame(name: str) -> None:
    tree = parse((REFUSED / f"{name}.Dockerfile").read_bytes())
    assert [(error.code, tree.text[error.start : error.end]) for error in tree.errors] == ERRORS[name]
    assert all(error.message and "\n" not in error.message for error in tree.errors)


def test_no_sample_has_an_error(sample: Path) -> None:
    if sample.parent == REFUSED or "damaged" in sample.name:
        return
    assert parse(sample.read_bytes()).errors == []


def test_the_rest_of_a_refused_file_is_read() -> None:
    tree = parse("FROM a\nENV b\nONBUILD CMD [1]\nRUN c\n")
    assert [instruction.keyword for instruction in tree.instructions] == ["FROM", "RUN"]
    refused = [item for item in tree.items if isinstance(item, Invalid)]
    assert [(item.keyword, item.start_line, item.text) for item in refused] == [
        ("ENV", 2, "ENV b"),
        ("ONBUILD", 3, "ONBUILD CMD [1]"),
    ]


def test_an_unending_heredoc_takes_the_rest_of_the_file() -> None:
    tree = parse("FROM a\nRUN <<A <<B\nx\nA\nCMD c\n")
    run = tree.instructions[-1]
    assert run.end_line == 5
    assert [(heredoc.name, heredoc.content, heredoc.terminator) for heredoc in run.heredocs] == [
        ("A", "x\n", (21, 22)),
        ("B", "CMD c\n", None),
    ]


def test_an_unknown_keyword_is_no_error_of_the_parser() -> None:
    tree = parse("FROM a\nNOPE --x=1 y\n")
    assert tree.errors == []
    assert (tree.instructions[1].keyword, tree.instructions[1].flags[0].name) == ("NOPE", "x")


# BuildKit reads 65,535 bytes of a line, its line feed left out.
@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("#" * 65_535 + "\nFROM a\n", False),
        ("#" * 65_535 + "\r\nFROM a\n", True),
        ("#" * 65_536 + "\nFROM a\n", True),
        ("FROM a\nRUN <<E\n" + "x" * 65_536 + "\nE\n", True),
        ("FROM a\nRUN x \\\n" + "y" * 65_536, True),
        ("FROM a\nRUN " + "é" * 32_765 + "x\n", False),
        ("FROM a\nRUN " + "é" * 32_766 + "\n", True),
        (b"FROM a\nRUN " + b"\xff" * 65_531 + b"\n", False),
    ],
)
def test_a_line_can_be_too_long(line: str | bytes, *, refused: bool) -> None:
    tree = parse(line)
    assert [error.code for error in tree.errors] == ["line-too-long"] * refused
    for error in tree.errors:
        assert "\n" not in tree.text[error.start : error.end]


def test_directives_are_read_in_spite_of_an_error() -> None:
    tree = parse("# escape=x\n# syntax=a\n# escape=`\nFROM a\n")
    assert [directive.name for directive in tree.directives] == ["escape", "syntax", "escape"]
    assert [error.code for error in tree.errors] == ["invalid-directive", "duplicate-directive"]
    assert tree.escape == "\\"


@pytest.mark.parametrize(
    ("text", "escape"),
    [
        ("# escape=`\n", "`"),
        ("#escape=`", "`"),
        ("  #  ESCAPE  =  `  \r\n", "`"),
        ("\ufeff# escape=`\n", "`"),
        ("# syntax=a\n# check=b\n# escape=`\n", "`"),
        ("\n# escape=`\n", "\\"),
        ("# a comment\n# escape=`\n", "\\"),
        ("# unknown=x\n# escape=`\n", "\\"),
        ("FROM a\n# escape=`\n", "\\"),
        ("# escape `\n", "\\"),
        ("# escape=\n", "\\"),
        ("# es cape=`\n", "\\"),
        ("# escape\u00a0=`\n", "\\"),
    ],
)
def test_escape_directive(text: str, escape: str) -> None:
    assert parse(text).escape == escape
