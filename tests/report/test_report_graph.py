"""The graph as text, JSON, DOT, Mermaid and SVG."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dockerlint.graph import build_graph
from dockerlint.report.graph_dot import to_dot
from dockerlint.report.graph_json import to_json
from dockerlint.report.graph_layout import Layout
from dockerlint.report.graph_mermaid import to_mermaid
from dockerlint.report.graph_svg import to_svg
from dockerlint.report.graph_text import to_text
from dockerlint.report.graph_view import External, View, one_line
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.graph import Graph, Stage

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/schemas/graph.schema.json").read_text(encoding="utf-8"))
RENDERERS: list[Callable[..., str]] = [to_text, to_json, to_dot, to_mermaid, to_svg]

SAMPLE = """\
# syntax=docker/dockerfile:1
ARG VERSION=22
FROM node:$VERSION AS build
WORKDIR /app
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build && echo "<done>"

FROM build AS test
RUN npm test

FROM nginx AS final
ARG VERSION
LABEL version=$VERSION missing=$NOTHING
COPY --from=build /app/dist /html
COPY --from=busybox:1 /bin/true /bin/
RUN --mount=from=build,target=/b cat /b/x
CMD ["nginx"]
"""
HOSTILE = """\
FROM "a<b>&'\\"c:1" AS we-ird
RUN echo "]]>" '-->' `x` %%{init} # ; | \x1b[31m \u202e \x00 \ud800 </text>
LABEL a="{}[]()" b='\\N\\l' c=#quot; d=" "
COPY --from=$X; a b
FROM $Y
RUN <<END
end
END
"""


def graph(text: str) -> Graph:
    return build_graph(parse(text))


def read_xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # what we have written ourselves


def test_text() -> None:
    assert (
        to_text(graph(SAMPLE), name="Dockerfile", width=80)
        == """\
Dockerfile: 3 stages, target final

build from image node:22
   4  WORKDIR /app
   5  COPY package.json ./                                     ← build context
   6  RUN --mount=type=cache,target=/root/.npm npm ci
   7  COPY . .                                                 ← build context
   8  RUN npm run build && echo "<done>"

test from stage build  (not needed for the target)
  11  RUN npm test

final from image nginx  (target)
  14  ARG VERSION
  15  LABEL version=$VERSION missing=$NOTHING
  16  COPY --from=build /app/dist /html                                ← build
  17  COPY --from=busybox:1 /bin/true /bin/                        ← busybox:1
  18  RUN --mount=from=build,target=/b cat /b/x                        ← build
  19  CMD ["nginx"]
"""
    )


def test_text_with_a_change() -> None:
    found = graph(SAMPLE)
    shown = to_text(found, found.invalidated(path="src/a.js"), width=80)
    assert re.search(r"^!  7  COPY \. \. +reads `src/a\.js`$", shown, re.MULTILINE)
    marked = {int(line.split()[1]): line[0] for line in shown.splitlines() if line[:1] in ("!", "~")}
    assert marked == {7: "!", 8: "!", 11: "!", 16: "!", 17: "!", 18: "!", 19: "~"}
    assert shown.endswith("\n6 instructions in 3 stages must run again.\n")
    assert to_text(found, []).endswith("\nEverything comes from the cache.\n")


def test_text_colours_only_when_asked() -> None:
    found = graph(SAMPLE)
    changes = found.invalidated(path="package.json")
    colored = to_text(found, changes, color=True)
    assert "\x1b[31m" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == to_text(found, changes)
    assert "no stages" in to_text(graph(""))


def test_json() -> None:
    found = graph(SAMPLE)
    document = json.loads(to_json(found, found.invalidated(path="src/a.js", arg="VERSION")))
    Draft202012Validator(SCHEMA).validate(document)
    assert document["target"] == 2
    assert [stage["is_needed"] for stage in document["stages"]] == [True, False, True]
    assert [image["reference"] for image in document["images"]] == [
        "docker/dockerfile:1", "node:22", "nginx", "busybox:1",
    ]  # fmt: skip
    assert document["images"][1]["location"] == {"row": 3, "column": 6}
    assert document["images"][1]["end_location"] == {"row": 3, "column": 19}
    assert [(one["name"], one["value"], [use["kind"] for use in one["uses"]]) for one in document["definitions"]] == [
        ("VERSION", "22", ["docker", "inherited"]),
        ("VERSION", "22", ["docker"]),
    ]
    assert [use["name"] for use in document["undefined"]] == ["NOTHING"]
    copy = document["stages"][2]["instructions"][2]
    assert copy["flow"]["stage_reads"] == [{"stage": 0, "path": "/app/dist"}]
    assert [one["line"] for one in document["invalidated"]] == [3, 4, 5, 6, 7, 8, 11, 15, 16, 17, 18, 19]
    assert json.loads(to_json(found))["invalidated"] is None


def test_dot() -> None:
    found = graph(SAMPLE)
    text = to_dot(found, found.invalidated(path="src/a.js"))
    assert text.startswith("digraph dockerfile {\n")
    assert text.endswith("}\n")
    arrows = re.findall(r"^  (\S+) -> (\S+) ", text, re.MULTILINE)
    assert ("stage0:end:e", "stage1:head:w") in arrows
    assert ("stage0:end:e", "stage2:i12:w") in arrows
    names = dict(re.findall(r'^  (external\d+) .*label="([^"]*)"', text, re.MULTILINE))
    assert sorted(names.values()) == ["build context", "busybox:1", "nginx", "node:22"]
    assert len(arrows) == 7
    # Every port that an arrow ends at is there.
    for _, target in arrows:
        stage, port, _ = target.split(":")
        table = re.search(rf"^  {stage} \[label=<(.*)>\];$", text, re.MULTILINE)
        assert table is not None
        assert f'PORT="{port}"' in table[1]
    for table_text in re.findall(r"label=<(.*)>\];", text):
        read_xml(table_text)  # HTML-like labels are XML
    assert text.count('BGCOLOR="#fecaca"') == 6


def test_mermaid() -> None:
    found = graph(SAMPLE)
    text = to_mermaid(found, found.invalidated(path="src/a.js"))
    lines = text.splitlines()
    assert lines[0] == "flowchart LR"
    assert '  s0 ==>|"FROM 10"| s1' in lines
    assert '  s0 -->|"COPY 16"| s2' in lines
    assert '  s0 -.->|"mount 18"| s2' in lines
    assert sum(line.startswith("  subgraph") for line in lines) == lines.count("  end") == 3
    assert any(line.startswith("  class ") and line.endswith(" runs") for line in lines)
    assert "classDef" not in to_mermaid(found)
    assert '    i6["8: RUN npm run build #38;#38; echo #34;#60;done#62;#34;"]' in lines


@pytest.mark.parametrize("render", RENDERERS)
def test_hostile_text_stays_text(render: Callable[..., str]) -> None:
    found = graph(HOSTILE)
    text = render(found, found.invalidated(path="a"))
    if render is to_json:
        Draft202012Validator(SCHEMA).validate(json.loads(text))
        return
    assert not any(character in text for character in "\x1b\u202e\x00\ud800")
    if render is to_svg:
        texts = [element.text or "" for element in read_xml(text).iter() if element.tag.endswith("}text")]
        assert any("</text>" in one or "]]>" in one for one in texts)
    elif render is to_dot:
        for table in re.findall(r"label=<(.*)>\];", text):
            read_xml(table)
        labels = re.findall(r'label="((?:[^"\\]|\\.)*)"\];', text)
        assert len(labels) == len(View(found, None).externals)
    elif render is to_mermaid:
        for label in re.findall(r'"([^"]*)"', text):
            assert not set(label) & set("<>`%\\")
            assert "#quot;" not in label
            assert unescape(re.sub(r"#(\d+);", r"&#\1;", label))
        assert text.count('"') % 2 == 0


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize(
    "text", ["", "FROM", "ARG A", "RUN x", "FROM a\nFROM b AS c\nFROM c", "FROM a\nCOPY --from=9 b c"]
)
def test_any_file_is_rendered(render: Callable[..., str], text: str) -> None:
    found = graph(text)
    assert render(found).endswith("\n")
    assert render(found, found.invalidated(path=""))


# The picture.


def boxes(svg: str) -> list[tuple[float, ...]]:
    names = ("x", "y", "width", "height")
    return [
        tuple(float(element.get(name) or 0) for name in names)
        for element in read_xml(svg).iter("{http://www.w3.org/2000/svg}rect")
        if element.get("rx")
    ]


def test_svg_shows_stages_instructions_and_a_legend() -> None:
    found = graph(SAMPLE)
    svg = to_svg(found, found.invalidated(path="src/a.js"), name="a/Dockerfile")
    root = read_xml(svg)
    texts = [element.text or "".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text")]
    shown = " ".join("".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}text"))
    for expected in (
        "build",
        "target",
        "not needed",
        "RUN npm test",
        "busybox:1",
        "COPY --from",
        "runs again",
        "RUN --mount",
    ):
        assert expected in shown, texts
    assert shown.count("fill") == 0
    assert svg.count('fill="#fecaca"') == 6 + 1  # the legend has one too
    assert "runs again" not in to_svg(found)
    assert len(boxes(svg)) == 3 + 4


STAGES = st.lists(
    st.tuples(
        st.integers(-1, 5),  # the stage it is built on, -1 for an image
        st.lists(st.integers(0, 8), max_size=4),  # stages it copies from
        st.integers(0, 6),  # further instructions
    ),
    min_size=1,
    max_size=9,
)


@given(STAGES)
def test_no_box_lies_on_another_and_no_arrow_runs_through_one(stages: list[tuple[int, list[int], int]]) -> None:
    lines = []
    for number, (base, sources, count) in enumerate(stages):
        lines.append(f"FROM {f's{base}' if 0 <= base < number else f'image{-base}'} AS s{number}")
        lines += [f"COPY --from=s{source} a b" for source in sources if source < number]
        lines += ["COPY a b"] * count
    found = graph("\n".join(lines))
    placed = boxes(to_svg(found))
    for index, (x, y, width, height) in enumerate(placed):
        assert x >= 0
        assert y >= 0
        for other_x, other_y, other_width, other_height in placed[:index]:
            apart = x >= other_x + other_width or other_x >= x + width
            assert apart or y >= other_y + other_height or other_y >= y + height
    view = View(found, None)
    items: list[Stage | External] = [*view.externals, *found.stages]
    layout = Layout(view, dict.fromkeys(items, 100.0))
    for route in layout.routes:
        source, *slots, target = route.boxes
        assert source.x + source.width < target.x
        for slot in slots:
            level = slot.y + slot.exit
            for box in layout.boxes.values():
                if box.layer == slot.layer:
                    assert not box.y < level < box.y + box.height


@given(STAGES)
def test_rendering_is_the_same_every_time(stages: list[tuple[int, list[int], int]]) -> None:
    text = "\n".join(
        f"FROM image{abs(base)} AS s{number}\nCOPY --from=x a b" for number, (base, _, _) in enumerate(stages)
    )
    for render in RENDERERS:
        assert render(graph(text)) == render(graph(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN a \\\n   # comment\n   b", "RUN a b"),
        ("run  a", "RUN a"),
        ("COPY <<EOF /x\ntext\nEOF", "COPY <<EOF /x …"),
        ("RUN " + "x" * 50, "RUN " + "x" * 15 + "…"),
        ("USER a\x07b", "USER a\\x07b"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    assert one_line(parse(text).instructions[0], 20) == expected
