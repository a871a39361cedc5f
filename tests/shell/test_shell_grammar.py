"""Two ways to read a script: as a plain one, and with the grammar's marks. They must not differ."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.shell.grammar import has_error, marks_of
from dockerlint.shell.reader import NotPlain, read, read_marked, read_plain
from dockerlint.shell.vocabulary import Command
from dockerlint.syntax.text import LogicalLine


def told(found: list[Command]) -> list[object]:
    return [
        (
            *(command.connector, command.follower, command.context, command.negated),
            [word.span for word in command.words],
            [(one.name, one.value, one.word.span) for one in command.assignments],
            [(one.operator, one.descriptor, one.target.span) for one in command.redirects],
        )
        for command in found
    ]


def line_of(script: str) -> LogicalLine:
    return LogicalLine(script, [0], [0])


PLAIN = (
    "apt-get update && apt-get install -y --no-install-recommends curl='7.*' \"$B\" > /dev/null 2>&1",
    "a | b |& c; d & e || ! f",
    "x=1 y=\"$(a 'b' | c)\" z=`d \"e\"` f ${g:-h}${i} $'j\\'k' <l 3>&1 &>m n>>o",
    "a # comment\nb \\\n  c\n\n d;\n",
    'a `b \\`c\\` \\$d` "`e \\"f\\"`"',
    'echo "a $(b "$(c)") d" && test "$1" != \'$2\' \\; {} é ünï',
    "find . -name '*.py[co]' -exec rm -rf {} + -o -print -a \\( -x \\)",
)


@pytest.mark.parametrize("script", PLAIN)
def test_plain_scripts_are_read_alike(script: str) -> None:
    line = line_of(script)
    plain = read_plain(line, 0, len(script))
    assert plain
    assert told(plain) == told(read_marked(line, 0, len(script)))


PIECES = (
    *("a", "b-c", "--d=e", "'f g'", '"h $i"', "$(j k)", "`l m`", "${n}", "x=1", "2>&1", "> f", "&&", "||", ";", "|"),
    *("&", "\n", " ", "  ", "\\ ", "#", "!", "\\\n", "{}", "é", '"$(o "p")"', "if", "then", "fi", "(", ")", "{ ", "}"),
    *("case", "in", "esac", ";;", "for", "do", "done", "[[", "]]", "$((1+1))", "f()", "<<E", "'", '"', "$(", "`", "\\"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_what_is_taken_for_plain_is_read_alike(script: str) -> None:
    line = line_of(script)
    try:
        plain = read_plain(line, 0, len(script))
    except NotPlain:
        return
    if not has_error(script):
        assert told(plain) == told(read_marked(line, 0, len(script)))


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_plain_script_is_a_script(script: str) -> None:
    try:
        read_plain(line_of(script), 0, len(script))
    except NotPlain:
        return
    done = subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@given(st.text(alphabet="ab$(){}[]'\"`;&|<>\n #\\!=ifthend", max_size=60))
def test_any_text_is_read(script: str) -> None:
    for command in read(line_of(script), 0, len(script)):
        for word in command.words:
            assert 0 <= word.start <= word.end <= len(script)
            assert script[word.start : word.end].replace("\\\n", "") == word.raw.replace("\\\n", "") or "`" in script


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('x=$(case "$1" in a) b ;; *) c ;; esac) && d', ["", "b", "c", "d"]),
        ("if ! { a; b; }; then c; fi", ["a", "b", "c"]),
        ("(( i++ )) && a; b=$((1 + $(c)))", ["a", "", "c"]),
        ("for ((i = 0; i < $(a); i++)); do b; done", ["a", "b"]),
        ("cat <<E | a && b\nif c; then\nE\nd", ["cat", "a", "b", "d"]),
        ("x=(a $(b)) && c", ["", "b", "c"]),
        ("select x in a b; do c; done", ["c"]),
        ("if a; then b", ["a", "b"]),
        ("a && (b", ["a", "b"]),
    ],
)
def test_what_a_plain_reading_could_not_know(script: str, names: list[str]) -> None:
    with pytest.raises(NotPlain):
        read_plain(line_of(script), 0, len(script))
    assert [command.name for command in read(line_of(script), 0, len(script))] == names


def test_marks_count_characters_not_bytes() -> None:
    script = "é 'ü' && if ä; then ö; fi"
    assert sorted(marks_of(script, 0, len(script))) == [script.index(word) for word in ("if", "then", "fi")]
