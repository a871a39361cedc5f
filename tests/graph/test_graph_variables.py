"""ARG and ENV: scopes, values, and uses bound to their definitions."""

from __future__ import annotations

import pytest

from dockerlint.graph import Graph, build_graph
from dockerlint.graph.predefined import AUTOMATIC, PROXY
from dockerlint.syntax import parse


def graph(text: str, **build_args: str) -> Graph:
    return build_graph(parse(text), build_args=build_args)


def bindings(text: str) -> list[tuple[str, str, str]]:
    """Return the uses as text, kind, and the line and keyword of the definition."""
    found = []
    for use in graph(text).uses:
        definition = use.definition
        where = f"{definition.keyword} {definition.instruction.start_line}" if definition else ""
        found.append((text[slice(*use.span)], use.kind, where))
    return found


def docker(*texts: str) -> list[tuple[str, str, str]]:
    return [(text, "docker", "ENV 2") for text in texts]


def shell(*texts: str) -> list[tuple[str, str, str]]:
    return [(text, "shell", "ARG 2") for text in texts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Global ARGs: FROM lines see them, stages only behind a declaration.
        ("ARG V=1\nFROM a:$V", [("$V", "docker", "ARG 1")]),
        ("ARG V=1\nFROM a\nLABEL x=$V", [("$V", "docker", "")]),
        (
            "ARG V=1\nFROM a\nARG V\nLABEL x=$V",
            [("V", "inherited", "ARG 1"), ("$V", "docker", "ARG 3")],
        ),
        ("ARG V=1\nFROM a\nARG V=2\nLABEL x=$V", [("$V", "docker", "ARG 3")]),
        ("ARG A=1\nARG B=$A\nFROM $B", [("$A", "docker", "ARG 1"), ("$B", "docker", "ARG 2")]),
        (
            "ARG A=1 B=$A C=$D D=2\nFROM $B",
            [("$A", "docker", "ARG 1"), ("$D", "docker", ""), ("$B", "docker", "ARG 1")],
        ),
        ("FROM --platform=$BUILDPLATFORM a", [("$BUILDPLATFORM", "docker", "")]),
        # In a stage, from the declaration on.
        ("FROM a\nLABEL x=$V\nARG V\nLABEL x=$V", [("$V", "docker", ""), ("$V", "docker", "ARG 3")]),
        ("FROM a\nARG V\nENV V=$V\nLABEL x=$V", [("$V", "docker", "ARG 2"), ("$V", "docker", "ENV 3")]),
        ("FROM a\nENV V=1\nARG V=2\nLABEL x=$V", [("$V", "docker", "ARG 3")]),
        ("FROM a\nENV A=1 B=$A\nENV C=$A", [("$A", "docker", ""), ("$A", "docker", "ENV 2")]),
        ("FROM a\nARG A=1 B=$A", [("$A", "docker", "ARG 2")]),
        ("FROM a\nENV A x $B y\nENV $A=1", [("$B", "docker", ""), ("$A", "docker", "ENV 2")]),
        # Stages: one that is built on another inherits both ARG and ENV.
        ("FROM a AS b\nENV A=1\nARG B\nFROM b\nLABEL x=$A$B", [("$A", "docker", "ENV 2"), ("$B", "docker", "ARG 3")]),
        ("FROM a AS b\nENV A=1\nFROM c\nLABEL x=$A", [("$A", "docker", "")]),
        (
            "FROM a AS b\nENV A=1\nFROM b AS c\nENV A=2\nFROM b\nLABEL x=$A",
            [("$A", "docker", "ENV 2")],
        ),
        # What Docker expands, and what it does not.
        ("FROM a\nENV A=1\nCOPY --chown=$A --from=$A $A '${A:-x}' ${A:-x} $A/", docker("$A", "$A", "${A:-x}", "$A")),
        ('FROM a\nENV A=1\nCOPY ["$A", "b/${A}/c"]', [("$A", "docker", "ENV 2"), ("${A}", "docker", "ENV 2")]),
        ("FROM a\nENV A=1\nUSER $A:$A\nEXPOSE $A/udp\nVOLUME $A\nSTOPSIGNAL $A\nWORKDIR /$A", docker(*["$A"] * 6)),
        ('FROM a\nENV A=1\nMAINTAINER $A\nSHELL ["$A"]\nCOPY --exclude=$A a b', []),
        ("FROM a\nENV A=1\nLABEL x='$A' y=$A z=\\$A", docker("$A")),
        ("FROM a\nENV A=1\nLABEL x=${B:-${A}}", [("${B:-${A}}", "docker", ""), ("${A}", "docker", "ENV 2")]),
        ("FROM a\nENV A=1\nCOPY <<EOF <<'RAW' /x/\n$A '$A'\nEOF\n$A\nRAW", [("$A", "docker", "ENV 2")] * 2),
        ("FROM a\nARG A\nRUN --mount=type=cache,target=$A --network=$A x", [("$A", "docker", "ARG 2")]),
        # Shell text of RUN.
        ('FROM a\nARG A\nRUN echo $A ${A} "$A" ${A:-b} ${#A}', shell("$A", "${A}", "$A", "${A:-b}", "${#A}")),
        ("FROM a\nARG A\nRUN echo '$A' \\$A", [("$A", "quoted", "ARG 2")] * 2),
        ("""FROM a\nARG A\nRUN echo "'$A'" '"$A"'""", [*shell("$A"), ("$A", "quoted", "ARG 2")]),
        ("FROM a\nRUN awk '{print $NF, $1}' $x $1 $$ $(y)", [("$x", "shell", "")]),
        ("FROM a\nARG A\nRUN a && \\\n  # it's a comment\n  echo $A", [("$A", "shell", "ARG 2")]),
        ("FROM a\nARG A\nRUN echo $\\\nA", [("$\\\nA", "shell", "ARG 2")]),
        (
            "FROM a\nARG A\nRUN <<EOF\n# don't use $A\necho '$A' $A\nEOF",
            [("$A", "quoted", "ARG 2"), ("$A", "shell", "ARG 2")],
        ),
        ("FROM a\nARG A\nRUN <<'EOF'\necho $A\nEOF", [("$A", "shell", "ARG 2")]),
        ("FROM a\nARG A\nRUN cat <<EOF > /x\n'$A' \\$A\nEOF", [("$A", "shell", "ARG 2"), ("$A", "quoted", "ARG 2")]),
        ("FROM a\nARG A\nRUN cat <<'EOF' > /x\n$A\nEOF", [("$A", "quoted", "ARG 2")]),
        ("FROM a\nARG A\nRUN <<EOF\n#!/usr/bin/env python3\nprint('$A')\nEOF", []),
        ('FROM a\nARG A\nRUN ["sh", "-c", "echo $A"]\nRUN ["echo", "$A"]', [("$A", "shell", "ARG 2")]),
        ("# escape=`\nFROM a\nARG A\nRUN echo %A% $env:A", [("$env:A", "shell", "ARG 3"), ("%A%", "shell", "ARG 3")]),
        # The container's shell sees ENVs, wherever they stand.
        ("FROM a\nARG A\nCMD echo $A $B\nENV B=1", [("$A", "runtime", "ARG 2"), ("$B", "runtime", "ENV 4")]),
        (
            "FROM a\nENV A=1\nARG A\nENTRYPOINT x $A\nHEALTHCHECK CMD y $A",
            [("A", "inherited", "ENV 2"), ("$A", "runtime", "ENV 2"), ("$A", "runtime", "ENV 2")],
        ),
        ('FROM a\nENV A=1\nCMD ["x", "$A"]\nCMD ["/bin/sh", "-c", "exec $A"]', [("$A", "runtime", "ENV 2")]),
        # ONBUILD: what holds at the end of the stage.
        ("FROM a\nONBUILD RUN x $A\nENV A=1", [("$A", "shell", "ENV 3")]),
        ("FROM a\nONBUILD ARG A\nONBUILD RUN x $A\nRUN x $A", [("$A", "shell", "ARG 2"), ("$A", "shell", "")]),
        ("FROM a AS b\nONBUILD ENV A=1\nFROM b\nLABEL x=$A", [("$A", "docker", "ENV 2")]),
    ],
)
def test_uses_are_bound(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(bindings(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG A=1 B\nENV C='x y' D=\"$A\" E=${B:-z}\n", {"A": "1", "B": None, "C": "x y", "D": "1", "E": None}),
        ("FROM a\nENV A=$A B=$PATH:/x C=$A", {"A": None, "B": None, "C": None}),
        (
            "FROM scratch\nENV A=$A B=$PATH",
            {"A": "", "B": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        ),
        ("ARG A=1\nFROM a\nARG A\nENV B=${A}2", {"A": "1", "B": "12"}),
        ("ARG A\nFROM a\nARG A", {"A": None}),
        ("ARG A=1\nFROM a\nARG A=2", {"A": "2"}),
        ("ARG A=1\nFROM a", {}),
        ("FROM a\nENV A=1\nARG A", {"A": "1"}),
        ("FROM a\nENV A=1\nARG A=2", {"A": "2"}),
        ("FROM a\nARG A=1\nENV A=2", {"A": "2"}),
        ("FROM a AS b\nENV A=1\nFROM b\nENV B=$A", {"A": "1", "B": "1"}),
        ("FROM a AS x\nARG TARGETSTAGE", {"TARGETSTAGE": "x"}),
        ("FROM a\nARG TARGETARCH HTTP_PROXY", {"TARGETARCH": None, "HTTP_PROXY": None}),
        ("FROM a\nENV A=${B?no}", {"A": None}),
        (
            "FROM a\nENV A=1.2.3\nENV B=${A%.*} C=${A//./-} D=${A#1.}",
            {"A": "1.2.3", "B": "1.2", "C": "1-2-3", "D": "2.3"},
        ),
    ],
)
def test_environment_at_the_end(text: str, expected: dict[str, str | None]) -> None:
    found = graph(text + "\nRUN end")
    assert found.environment(found.tree.instructions[-1]) == expected


def test_environment_grows_instruction_by_instruction() -> None:
    found = graph("ARG G=0\nFROM a\nENV A=1\nENV A=2 B=$A")
    keys = [found.environment(instruction) for instruction in found.tree.instructions]
    assert keys == [{}, {"G": "0"}, {}, {"A": "1"}]


@pytest.mark.parametrize(
    ("text", "build_args", "expected"),
    [
        ("ARG V=1\nFROM a:$V", {"V": "2"}, "a:2"),
        ("ARG V\nFROM a:$V", {"V": "2"}, "a:2"),
        ("ARG V\nARG W=$V\nFROM a:$W", {"V": "2"}, "a:2"),
        ("FROM a:$V", {"V": "2"}, None),
        ("FROM a-$TARGETARCH", {"TARGETARCH": "arm64"}, "a-arm64"),
    ],
)
def test_build_arguments_reach_from(text: str, build_args: dict[str, str], expected: str | None) -> None:
    assert graph(text, **build_args).stages[0].image == expected


def test_build_arguments_beat_defaults_in_stages_and_not_env() -> None:
    found = graph("FROM a\nARG A=1\nARG B\nENV C=3\nRUN x", A="4", B="5", C="6")
    assert found.environment(found.tree.instructions[-1]) == {"A": "4", "B": "5", "C": "3"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("/app", "/app"),
        ("$A/b", "1/b"),
        ("'$A'", "$A"),
        ("${C:-$A}", None),
        ("$C", None),
        ("${A:+x}", "x"),
        ("${A", None),
    ],
)
def test_expand(word: str, expected: str | None) -> None:
    found = graph("FROM a\nENV A=1\nWORKDIR /x")
    assert found.expand(found.tree.instructions[-1], word) == expected


def test_values_do_not_grow_without_end() -> None:
    found = graph("FROM a\nENV A=0123456789\n" + "ENV A=$A$A\n" * 200 + "RUN x")
    assert found.environment(found.tree.instructions[-1]) == {"A": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG A\nARG B\nRUN echo $A", ["B"]),
        ("ARG A\nFROM a", ["A"]),
        ("ARG A=1\nFROM a\nARG A", ["A"]),
        ("ARG A=1\nFROM a\nARG A\nRUN $A", []),
        # Either the ARG or what it falls back to gives the value.
        ("FROM a\nENV A=1\nARG A\nRUN $A", []),
        ("FROM a\nENV A=1\nENV A=2\nRUN $A", ["A"]),
        ("FROM a\nARG SOURCE_DATE_EPOCH\nARG BUILDKIT_SBOM_SCAN_STAGE=true", []),
        ("FROM a\nONBUILD ARG A", []),
        ("FROM a\nARG A\nRUN sh -c 'echo $A'", []),
    ],
)
def test_unused(text: str, expected: list[str]) -> None:
    assert [definition.name for definition in graph(text).unused()] == expected


def test_unused_by_keyword_and_uses_of() -> None:
    found = graph("FROM a\nARG A\nENV B=1\nENV C=$A\nRUN $A")
    assert [definition.name for definition in found.unused("ARG")] == []
    assert [definition.name for definition in found.unused("ENV")] == ["B", "C"]
    assert [use.instruction.keyword for use in found.uses_of(found.definitions[0])] == ["ENV", "RUN"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG A\nRUN x", ["A"]),
        ("FROM a\nRUN x\nARG A", []),
        ("FROM a\nARG A=1\nARG A=2\nRUN x", ["A=2"]),
        ("FROM a\nARG A=1\nRUN x\nENV A=2", ["A=1"]),
        ("FROM a AS b\nARG A\nFROM b\nRUN x", ["A"]),
        ("FROM a AS b\nARG A\nFROM c\nRUN x", []),
        ("FROM a AS b\nARG A=1\nFROM b\nENV A=2\nRUN x\nFROM b", ["A=2"]),
        ("FROM a AS b\nARG A=1\nFROM b\nENV A=2\nFROM b\nRUN x", ["A=1"]),
        ("ARG A=1\nFROM a\nARG A\nRUN x", ["A=1", "A"]),
        ("ARG A=1\nFROM a\nRUN x", []),
        ("FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE\nRUN x", []),
    ],
)
def test_what_reaches_a_run_unseen(text: str, expected: list[str]) -> None:
    found = [one for one in graph(text).definitions if one.reaches_run]
    assert [text[slice(*one.span)] for one in found] == expected


def test_definitions_stand_where_their_spans_say() -> None:
    text = "ARG A=1\nFROM a\nARG B C=\"x y\"\nENV D e f\nENV G='1' \\\n  H=2"
    found = graph(text).definitions
    assert [text[slice(*one.span)] for one in found] == ["A=1", "B", 'C="x y"', "D e f", "G='1'", "H=2"]
    assert [text[slice(*one.name_span)] for one in found] == ["A", "B", "C", "D", "G", "H"]
    assert [one.is_global for one in found] == [True, *[False] * 5]


def test_predefined_names_do_not_overlap() -> None:
    assert not AUTOMATIC & PROXY
    assert {"TARGETPLATFORM", "BUILDARCH"} <= AUTOMATIC
    assert {"HTTP_PROXY", "no_proxy"} <= PROXY
