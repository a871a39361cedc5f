"""Stages and what they need, as BuildKit resolves names; broken files included."""

from __future__ import annotations

import gc

import pytest

from dockerlint.graph import Graph, build_graph
from dockerlint.syntax import parse


def graph(text: str, target: str | None = None, **build_args: str) -> Graph:
    return build_graph(parse(text), target=target, build_args=build_args)


def edges(text: str, **build_args: str) -> list[tuple[int, str, str, object, str]]:
    found = graph(text, **build_args).edges
    return [
        (edge.stage_index, edge.kind, edge.what, edge.source.index if edge.source else edge.image, edge.problem)
        for edge in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12", [(0, "from", "image", "debian:12", "")]),
        ("FROM scratch", [(0, "from", "scratch", None, "")]),
        ("FROM a AS b\nFROM b", [(0, "from", "image", "a", ""), (1, "from", "stage", 0, "")]),
        # FROM looks up names only, and only those before it.
        ("FROM a\nFROM 0", [(0, "from", "image", "a", ""), (1, "from", "image", "0", "")]),
        ("FROM b AS a\nFROM c AS b", [(0, "from", "image", "b", ""), (1, "from", "image", "c", "")]),
        ("FROM a AS a", [(0, "from", "image", "a", "")]),
        ("FROM x AS Build\nFROM build", [(0, "from", "image", "x", ""), (1, "from", "stage", 0, "")]),
        ("FROM x AS build\nFROM BUILD", [(0, "from", "image", "x", ""), (1, "from", "stage", 0, "case")]),
        (
            "FROM a AS s\nFROM b AS s\nFROM s",
            [(0, "from", "image", "a", ""), (1, "from", "image", "b", ""), (2, "from", "stage", 1, "")],
        ),
        ("FROM $X", [(0, "from", "unknown", None, "")]),
        ("ARG X\nFROM $X", [(0, "from", "unknown", None, "")]),
        ("ARG X=debian\nFROM ${X}:12", [(0, "from", "image", "debian:12", "")]),
        ("FROM ${X:-debian}", [(0, "from", "image", "debian", "")]),
        ("ARG X=\nFROM ${X}", [(0, "from", "unknown", None, "missing")]),
        ("ARG T=a\nFROM x AS base-a\nFROM base-$T", [(0, "from", "image", "x", ""), (1, "from", "stage", 0, "")]),
        ("FROM golang-$TARGETARCH", [(0, "from", "unknown", None, "")]),
        ("FROM", [(0, "from", "unknown", None, "missing")]),
        ('FROM "debian"', [(0, "from", "image", "debian", "")]),
    ],
)
def test_bases(text: str, expected: list[tuple[int, str, str, object, str]]) -> None:
    assert edges(text) == expected


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("COPY --from=one a b", [("copy", "stage", 1, "")]),
        ("COPY --from=ONE a b", [("copy", "stage", 1, "")]),
        ("COPY --from=0 a b", [("copy", "stage", 0, "")]),
        ("COPY --from=01 a b", [("copy", "stage", 1, "")]),
        ("COPY --from=2 a b", [("copy", "unknown", None, "self")]),
        ("COPY --from=two a b", [("copy", "unknown", None, "self")]),
        ("COPY --from=3 a b", [("copy", "unknown", None, "later")]),
        ("COPY --from=three a b", [("copy", "unknown", None, "later")]),
        ("COPY --from=4 a b", [("copy", "unknown", None, "number")]),
        ("COPY --from=-1 a b", [("copy", "unknown", None, "number")]),
        ("COPY --from=nginx:1.27 a b", [("copy", "image", "nginx:1.27", "")]),
        ("COPY --from=scratch a b", [("copy", "scratch", None, "")]),
        ("COPY --from=$X a b", [("copy", "unknown", None, "variable")]),
        ("COPY --from= a b", [("copy", "context", None, "")]),
        ("COPY a b", [("copy", "context", None, "")]),
        ("ADD a b", [("copy", "context", None, "")]),
        ("ADD https://example.com/a b", []),
        ("ADD git@github.com:a/b.git b", []),
        ("ADD $URL b", []),
        ("ADD $URL $FILE b", [("copy", "context", None, "")]),
        ("ADD $FILE b", [("copy", "context", None, "")]),
        ("COPY <<EOF b\nEOF", []),
        ("RUN --mount=from=one,target=/a x", [("mount", "stage", 1, "")]),
        # Numbers are no stages for mounts.
        ("RUN --mount=from=0,target=/a x", [("mount", "image", "0", "")]),
        ("RUN --mount=target=/a x", [("mount", "context", None, "")]),
        ("RUN --mount=type=cache,target=/a x", []),
        ("RUN --mount=type=cache,target=/a,from=one x", [("mount", "stage", 1, "")]),
        ("RUN --mount=type=secret,id=a x", []),
        ("RUN x", []),
    ],
)
def test_what_instructions_need(instruction: str, expected: list[tuple[str, str, object, str]]) -> None:
    text = (
        "FROM a AS zero\nFROM b AS one\nFROM c AS two\nENV URL=https://example.com/a.tgz FILE=a.tgz\n"
        f"{instruction}\nFROM d AS three\n"
    )
    found = [edge[1:] for edge in edges(text) if edge[0] == 2 and edge[1:3] != ("from", "image")]
    assert found == expected


def test_a_name_that_comes_again_later_is_an_error_and_still_the_earlier_stage() -> None:
    found = edges("FROM a AS s\nFROM b\nCOPY --from=s x y\nFROM c AS s")
    assert (1, "copy", "stage", 0, "later") in found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FROM debian AS a\nCOPY --from=nginx:1 x y", ["debian", "nginx:1"]),
        ("RUN --mount=type=bind,from=img/x,target=/y z", []),
        ("FROM a\nRUN --mount=type=bind,from=img/x,target=/y z", ["a", "img/x"]),
        ('FROM a\nRUN --mount="type=bind,from=img/x" z', ["a", '"type=bind,from=img/x"']),
        ("# syntax=docker/dockerfile:1\nFROM a", ["docker/dockerfile:1", "a"]),
        ("FROM scratch", []),
        ("FROM ${X}", ["${X}"]),
        ("FROM a\nONBUILD COPY --from=b x y\nONBUILD COPY --from=c:1 x y", ["a", "c:1"]),
        ("FROM a AS b\nFROM b\nCOPY --from=b x y", ["a"]),
    ],
)
def test_images_stand_where_their_spans_say(text: str, names: list[str]) -> None:
    assert [text[slice(*use.span)] for use in graph(text).images] == names


def test_images_are_expanded() -> None:
    uses = graph("ARG V=1\nFROM a:$V\nFROM b:$W").images
    assert [(use.reference, use.written) for use in uses] == [("a:1", "a:$V"), (None, "b:$W")]


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("FROM a AS x\nFROM b AS y\nFROM x", None, [0, 2]),
        ("FROM a AS x\nFROM b AS y\nFROM x", "y", [1]),
        ("FROM a AS x\nFROM b AS y\nFROM x", "X", [0]),
        ("FROM a AS x\nFROM b AS y\nFROM x", "1", [1]),
        ("FROM a AS x\nFROM b\nCOPY --from=0 a b", None, [0, 1]),
        ("FROM a AS x\nFROM b\nRUN --mount=from=x,target=/a b", None, [0, 1]),
        ("FROM a AS x\nFROM x AS y\nFROM b\nCOPY --from=y a b\nFROM c", None, [3]),
        # The triggers of a base run in the stage that is built on it.
        ("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x a b\nFROM y", None, [0, 1, 2]),
        ("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x a b\nFROM y AS z\nFROM z", None, [0, 1, 2, 3]),
        ("FROM a AS x\nFROM b AS y\nONBUILD COPY --from=x a b\nFROM c", None, [2]),
        ("FROM a", "nothing", []),
        ("", None, []),
        ("RUN x", None, []),
    ],
)
def test_reachable(text: str, target: str | None, expected: list[int]) -> None:
    assert [stage.index for stage in graph(text, target).reachable()] == expected


def test_other_build_arguments_reach_other_stages() -> None:
    found = graph("ARG KIND=prod\nFROM a AS base-prod\nFROM b AS base-dev\nFROM c AS other\nFROM base-$KIND")
    assert [stage.label for stage in found.reachable()] == ["base-prod", "3"]
    assert [stage.label for stage in found.reachable(any_arguments=True)] == ["base-prod", "base-dev", "3"]
    assert [stage.label for stage in graph(found.tree.text, KIND="dev").reachable()] == ["base-dev", "3"]


def test_instructions_know_their_stage() -> None:
    found = graph("ARG A\nFROM a\nRUN x\nFROM b\nRUN y\nONBUILD RUN z")
    places = [found.stage_of(instruction) for instruction in found.tree.instructions]
    assert [place.index if place else None for place in places] == [None, 0, 0, 1, 1, 1]
    second = found.stages[1]
    assert [second.position(instruction) for instruction in second.instructions] == [0, 1]
    assert second.position(second.instruction) == -1
    assert [instruction.keyword for instruction in found.preamble] == ["ARG"]


def test_shipped_is_the_target_and_what_it_is_built_on() -> None:
    found = graph("FROM a AS x\nFROM b AS y\nFROM x AS z\nCOPY --from=y a b")
    assert [stage.label for stage in found.shipped] == ["z", "x"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FROM",
        "FROM a b",
        "FROM a AS",
        "COPY --from=0 a b",
        "FROM a\nFROM",
        "FROM a\nONBUILD",
        "FROM a\nONBUILD ONBUILD RUN x",
        "FROM a\nCOPY --from",
        "FROM a\nCOPY a",
        "FROM a\nCOPY",
        "FROM a\nRUN --mount",
        "FROM a\nRUN --mount=",
        "FROM a\nENV",
        "FROM a\nENV =x",
        "FROM a\nWORKDIR",
        "FROM a\nARG",
        "FROM ${A\nRUN ${A",
        "ARG A=$A\nFROM $A",
        'FROM a\nENV A=${A:-$A} B=$A\nRUN ["sh", "-c"]\nHEALTHCHECK\nHEALTHCHECK NONE',
        "FROM a\nSHELL []\nRUN x\nVOLUME []\nUSER\nEXPOSE",
        "\0FROM a\nRUN \0",
        "FROM a\nRUN <<EOF",
    ],
)
def test_broken_files_have_a_graph(text: str) -> None:
    found = graph(text)
    assert len(found.stages) == sum(i.keyword == "FROM" for i in found.tree.instructions)
    _ = found.edges, found.images, found.uses, found.definitions, found.unused(), found.reachable()
    for instruction in found.tree.instructions:
        _ = found.flow(instruction), found.environment(instruction), found.working_directory(instruction)
        for other in found.tree.instructions:
            found.independent(instruction, other)
    found.invalidated(path="a", arg="A")


def test_a_long_chain_of_stages_is_no_recursion() -> None:
    lines = ["FROM x AS a0"]
    lines += [f"FROM a{number} AS a{number + 1}\nENV v{number}=$v{number - 1}" for number in range(3000)]
    found = graph("\n".join(lines))
    assert len(found.reachable()) == 3001
    assert sum(use.definition is not None for use in found.uses) == 2999
    assert len(found.environment(found.tree.instructions[-1])) == 2999
    assert found.invalidated(path="a") == []


def test_graphs_are_freed_without_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        found = graph(
            "ARG V=1\nFROM a:$V AS x\nENV A=$V\nRUN echo $A > /f\nFROM x\nCOPY --from=0 /f /g\nRUN (cd / && ls)"
        )
        _ = found.edges, found.uses, found.flow(found.tree.instructions[-1]), found.invalidated(path="a", arg="V")
        found.independent(*found.tree.instructions[-2:])
        del found
        assert gc.collect() == 0
    finally:
        gc.enable()
