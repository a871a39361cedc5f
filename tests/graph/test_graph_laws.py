"""Laws that hold for every Dockerfile, on random multi-stage files."""

from __future__ import annotations

import os
import subprocess
import tempfile
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dockerlint.graph import Graph, build_graph
from dockerlint.graph.paths import covers
from dockerlint.syntax import parse

NAMES = ("one", "two", "Three")
INSTRUCTIONS = (
    "RUN make",
    "RUN touch /app/x",
    "RUN cat /app/x > y",
    "RUN apt-get update && rm -rf /var/lib/apt/lists/*",
    "RUN echo $A ${B:-c} '$C'",
    "RUN cd /srv && npm ci",
    "RUN --mount=from=one,target=/m cat /m/x",
    "RUN --mount=type=bind,target=/m cat /m/x",
    "RUN --mount=type=cache,target=/c x",
    "COPY . .",
    "COPY a.txt b/ /app/",
    "COPY --from=one /app /srv",
    "COPY --from=0 /app/x /srv/",
    "COPY --from=two /app/x /srv/",
    "COPY --from=three:1 /app/x $A",
    "COPY --link a.txt /app/",
    "ADD https://example.com/a.tgz /app/",
    "ADD a.tgz $A",
    "WORKDIR /app",
    "WORKDIR x",
    "WORKDIR $A",
    "ENV A=/a B=$A",
    "ENV A=$A:/b",
    "ARG A",
    "ARG B=/b",
    "LABEL a=$A",
    "USER $B",
    "CMD echo $A",
    "ENTRYPOINT x",
    "EXPOSE 80",
    "VOLUME /app",
    'SHELL ["bash", "-c"]',
    "ONBUILD COPY a.txt /o/",
    "ONBUILD COPY --from=one a.txt /o/",
    "ONBUILD ENV A=/o",
    "MYSTERY",
)


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(["ARG A=/g", "ARG B", "ARG C=$A"]), max_size=2))
    for _ in range(draw(st.integers(0, 5))):
        base = draw(st.sampled_from(["debian", "scratch", "$A", "img$B", *NAMES, "one", "two"]))
        name = draw(st.sampled_from(["", "", *NAMES]))
        lines.append(f"FROM {base}" + (f" AS {name}" if name else ""))
        lines += draw(st.lists(st.sampled_from(INSTRUCTIONS), max_size=8))
    return "\n".join(lines)


def graph(text: str) -> Graph:
    return build_graph(parse(text))


@given(dockerfiles())
def test_every_edge_leads_back(text: str) -> None:
    found = graph(text)
    for stage in found.stages:
        assert stage.edges[0].kind == "from"
        for edge in stage.edges:
            assert found.stages[edge.stage_index] is stage
            assert (edge.source is not None) == (edge.what == "stage")
            assert edge.source is None or edge.source.index < stage.index
            assert edge.problem or edge.what != "unknown" or "$" in edge.written
        assert stage.base is stage.edges[0].source


@given(dockerfiles())
def test_what_is_reachable_is_closed(text: str) -> None:
    found = graph(text)
    for target in found.stages:
        needed = found.reachable(target)
        assert target in needed
        for stage in needed:
            assert all(edge.source is None or edge.source in needed for edge in stage.edges)
        assert set(needed) <= set(found.reachable(target, any_arguments=True))
        # ... and nothing is in it without a reason.
        for stage in needed:
            users = [other for other in needed if any(edge.source is stage for edge in other.edges)]
            assert users or stage is target


@given(dockerfiles(), st.sampled_from(["a.txt", "b/c", "x", "a.tgz"]))
def test_what_follows_something_invalid_is_invalid(text: str, path: str) -> None:
    found = graph(text)
    lost = {(one.stage.index, one.instruction) for one in found.invalidated(path=path)}
    broken = set()
    for stage in found.stages:
        flags = [(stage.index, instruction) in lost for instruction in stage.steps]
        assert flags == sorted(flags), "a suffix of the stage"
        if stage.base is not None and stage.base.index in broken:
            assert all(flags)
        if any(flags) or (stage.base is not None and stage.base.index in broken):
            broken.add(stage.index)


@given(dockerfiles(), st.sampled_from(["A", "B", "C", "D"]))
def test_an_argument_that_nobody_declares_changes_nothing(text: str, name: str) -> None:
    found = graph(text)
    lost = found.invalidated(arg=name)
    declared = any(one.keyword == "ARG" and one.name == name for one in found.definitions)
    assert declared or not lost
    assert all(one.runs or one.kind != "file" for one in lost)


@given(dockerfiles())
def test_invalidation_grows_with_what_changes(text: str) -> None:
    found = graph(text)

    def places(**changes: str | list[str]) -> set[tuple[int, int]]:
        return {(one.stage.index, id(one.instruction)) for one in found.invalidated(**changes)}

    both = places(path=["a.txt", "b/c"])
    assert places(path="a.txt") | places(path="b/c") == both
    assert both <= places(path="")
    assert places(path="a.txt") | places(arg="A") <= places(path="a.txt", arg="A")


@given(dockerfiles())
def test_independence_is_symmetric(text: str) -> None:
    found = graph(text)
    for stage in found.stages:
        for one in stage.instructions:
            for other in stage.instructions:
                assert found.independent(one, other) == found.independent(other, one)


@given(dockerfiles())
def test_uses_and_definitions_agree(text: str) -> None:
    found = graph(text)
    for use in found.uses:
        assert text[slice(*use.span)].strip("${}'").startswith(use.name)
        definition = use.definition
        if definition is None:
            continue
        assert definition.name == use.name
        assert use in found.uses_of(definition)
        if use.kind in ("docker", "shell") and not use.trigger and not definition.trigger:
            # Bound to what counts there, and never to something behind it.
            assert definition.instruction.index <= use.instruction.index
            if use.instruction.keyword != "ARG":
                assert found.definitions_in_force(use.instruction).get(use.name) is definition


@given(dockerfiles())
def test_the_environment_follows_the_file(text: str) -> None:
    """A second, slow reading of the scopes: copy the base's dictionary, then go down the stage."""
    found = graph(text)
    ends: list[dict[str, str]] = []
    triggers: list[list[str]] = []
    for stage in found.stages:
        scope = dict(ends[stage.base.index]) if stage.base else {}
        for name in triggers[stage.base.index] if stage.base else ():
            scope[name] = "ENV"
        own: list[str] = []
        for instruction in stage.instructions:
            assert {name: one.keyword for name, one in found.definitions_in_force(instruction).items()} == scope
            if instruction.keyword in ("ARG", "ENV"):
                scope |= {pair.name: instruction.keyword for pair in instruction.pairs}  # type: ignore[attr-defined]
            if instruction.text == "ONBUILD ENV A=/o":
                own.append("A")
        ends.append(scope)
        triggers.append(own)


# Independence, against a shell that runs both orders.

STEPS = (
    "touch a",
    "touch d/b",
    "rm -f a",
    "rm -rf d",
    "mkdir -p d",
    "mkdir -p d/e",
    "cp -r d c",
    "cp f d/g",
    "mv f a",
    "cat f > a",
    "cat a > h 2>/dev/null || true",
    "echo x >> f",
    "ln -sf f l",
    "tar -cf t.tar d 2>/dev/null || true",
    "find . -name b -delete",
    "sed s/x/y/ f > c",
    "(cd d && touch z) || true",
    "test -e a && touch w || touch v",
)


def test_independent_runs_make_the_same_files_in_both_orders() -> None:
    swapped = 0
    for first, second in combinations(STEPS, 2):
        found = graph(f"FROM a\nWORKDIR /w\nRUN {first}\nRUN {second}")
        if found.independent(*found.tree.instructions[2:]):
            assert outcome(first, second) == outcome(second, first), (first, second)
            swapped += 1
    assert swapped > 40


def outcome(*steps: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "d").mkdir()
        (root / "d/b").write_text("b")
        (root / "f").write_text("x\n")
        for step in steps:
            subprocess.run(
                ["sh", "-c", step],
                cwd=root,
                env={"PATH": os.environ["PATH"]},
                check=False,
                timeout=20,
                stderr=subprocess.DEVNULL,
            )
        archives = ("t.tar",)  # hold times
        return {
            str(path.relative_to(root)): path.read_text() if path.is_file() and path.name not in archives else ""
            for path in root.rglob("*")
        }


@given(dockerfiles())
def test_what_is_deleted_is_not_left(text: str) -> None:
    found = graph(text)
    for instruction in found.tree.instructions:
        flow = found.flow(instruction)
        for path in flow.deletes:
            assert path not in flow.writes or covers(path, path)
        for path in (*flow.reads, *flow.writes, *flow.deletes):
            assert path[0] in "/.~"
            assert not path.endswith("/") or path == "/"
            assert "//" not in path
