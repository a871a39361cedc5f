from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.syntax.expansion import ExpansionError, expand, references

RECORDED = json.loads((Path(__file__).parent / "buildkit.json").read_text(encoding="utf-8"))
TEXTS = st.lists(
    st.sampled_from(
        ["a", "b", "$", "$a", "${", "${a", "}", ":", "-", "+", "?", "#", "%", "/", "'", '"', "\\", "`", " ", "é", "*"]
    ),
    max_size=15,
).map("".join)


@pytest.mark.parametrize(("text", "escape", "expected"), RECORDED["expansion"])
def test_expansion_is_buildkits(text: str, escape: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ExpansionError) as caught:
            expand(text, RECORDED["variables"].get, escape)
        assert caught.value.message
        assert 0 <= caught.value.position <= len(text)
    else:
        assert expand(text, RECORDED["variables"].get, escape) == expected


VARIABLES = {"A": "value", "EMPTY": "", "PATH": "/usr/lib/a.tar.gz"}


# The forms of https://docs.docker.com/reference/dockerfile/#environment-replacement
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("$A", "value"),
        ("${A}b", "valueb"),
        ("$A_b", ""),
        ("$NONE", ""),
        ("${NONE:-x}${EMPTY:-x}${A:-x}", "xxvalue"),
        ("${NONE-x}${EMPTY-x}${A-x}", "xvalue"),
        ("${NONE:+x}${EMPTY:+x}${A:+x}", "x"),
        ("${NONE+x}${EMPTY+x}${A+x}", "xx"),
        ("${A:?m}${EMPTY?m}", "value"),
        ("${NONE:-${A}}", "value"),
        ("${NONE:-'$A'}", "$A"),
        ('${NONE:-"$A"}', "value"),
        ("${NONE:-a b}", "a b"),
        ("${PATH#*/}", "usr/lib/a.tar.gz"),
        ("${PATH##*/}", "a.tar.gz"),
        ("${PATH%.*}", "/usr/lib/a.tar"),
        ("${PATH%%.*}", "/usr/lib/a"),
        ("${PATH#?usr}", "/lib/a.tar.gz"),
        ("${PATH#x}", "/usr/lib/a.tar.gz"),
        ("${PATH/a/b}", "/usr/lib/b.tar.gz"),
        ("${PATH//a/b}", "/usr/lib/b.tbr.gz"),
        ("${PATH//\\//-}", "-usr-lib-a.tar.gz"),
        ("${PATH/l*./x.}", "/usr/x.gz"),
        ("${A//a*/-}", "v-"),
        ("${A//?/-}", "-----"),
        ("${A///-}", "-v-a-l-u-e-"),
        ("${A//*/x}", "x"),
        ("${NONE/*/x}", "x"),
        ("${A#\\*}", "value"),
        ("\"$A\" '$A' \\$A", "value $A $A"),
        ("$1$@$?", ""),
        ("$ $", "$ $"),
        ("a\\", "a"),
    ],
)
def test_forms(text: str, expected: str) -> None:
    assert expand(text, VARIABLES.get) == expected


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a${", 1),
        ("a${}", 1),
        ("a${:-b}", 1),
        ("a${A", 1),
        ("a${A!b}", 1),
        ("a${A:=b}", 1),
        ("a${A:#b}", 1),
        ("a${A:-b", 7),
        ("a${A/b}", 7),
        ("a'b", 1),
        ('a"b', 1),
        ("a${NONE:?why}", 1),
        ("a${EMPTY:?}", 1),
        ("a${NONE?why}", 1),
        ("a${A#\\b}", 1),
        ("${A:-" * 60 + "}" * 60, 250),  # BuildKit has no limit; see expansion.py
    ],
)
def test_what_is_refused(text: str, position: int) -> None:
    with pytest.raises(ExpansionError) as caught:
        expand(text, VARIABLES.get)
    assert caught.value.position == position


def test_the_message_of_a_required_variable_is_given() -> None:
    with pytest.raises(ExpansionError, match="NONE: give it"):
        expand("${NONE:?give it}", VARIABLES.get)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("$A", [("A", "", "", "$A")]),
        ("x${A}y", [("A", "", "", "${A}")]),
        ("\\$A '$B' \"$C\"", [("C", "", "", "$C")]),
        ("${A:-b}", [("A", ":-", "b", "${A:-b}")]),
        ("${A/b/c}", [("A", "/", "b/c", "${A/b/c}")]),
        ("${A##*.}", [("A", "##", "*.", "${A##*.}")]),
        ("${A:-${B}}$C", [("A", ":-", "${B}", "${A:-${B}}"), ("B", "", "", "${B}"), ("C", "", "", "$C")]),
        ("$A ${B", [("A", "", "", "$A")]),
        ("$A$B${C!}", [("A", "", "", "$A"), ("B", "", "", "$B")]),
    ],
)
def test_references(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = references(text)
    assert [(r.name, r.operator, r.operand, text[r.first : r.last]) for r in found] == expected


@pytest.mark.parametrize(("text", "default"), [("$A", False), ("${A:-}", True), ("${A+b}", True), ("${A#b}", False)])
def test_has_default(text: str, *, default: bool) -> None:
    assert references(text)[0].has_default is default


@given(TEXTS, st.sampled_from("\\`"))
def test_expansion_never_fails_otherwise(text: str, escape: str) -> None:
    position = 0
    try:
        expand(text, {"a": "b*", "b": ""}.get, escape)
    except ExpansionError as problem:
        position = problem.position
    assert 0 <= position <= len(text)


@given(TEXTS, st.sampled_from("\\`"))
def test_references_are_what_expansion_asks_for(text: str, escape: str) -> None:
    asked: list[str] = []

    def lookup(name: str) -> str:
        asked.append(name)
        return "set"

    try:
        expand(text, lookup, escape)
    except ExpansionError:
        return
    found = references(text, escape)
    assert sorted(reference.name for reference in found) == sorted(asked)
    for reference in found:
        assert text[reference.first] == "$"
        assert reference.name in text[reference.first : reference.last]
        assert reference.operand in text[reference.first : reference.last]


@given(st.text(alphabet="ab.*/", max_size=12), st.text(alphabet="ab.", min_size=1, max_size=3))
def test_patterns_without_marks_are_those_of_str(value: str, piece: str) -> None:
    lookup = {"v": value}.get
    assert expand(f"${{v#{piece}}}", lookup) == value.removeprefix(piece)
    assert expand(f"${{v%{piece}}}", lookup) == value.removesuffix(piece)
    assert expand(f"${{v/{piece}/-}}", lookup) == value.replace(piece, "-", 1)
    assert expand(f"${{v//{piece}/-}}", lookup) == value.replace(piece, "-")
