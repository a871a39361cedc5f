"""What a changed file or build argument takes out of the cache."""

from __future__ import annotations

import pytest

from dockerlint.context import MemoryContext
from dockerlint.graph import build_graph
from dockerlint.graph.invalidation import declares, reads_file
from dockerlint.syntax import parse


def lines(text: str, *, path: str | tuple[str, ...] = (), arg: str = "", ignore: str | None = None) -> list[str]:
    """Return line and kind of what is invalidated; `~` marks what runs nothing."""
    context = MemoryContext({}, ignore) if ignore is not None else None
    found = build_graph(parse(text), context)
    return [
        f"{one.instruction.start_line} {'' if one.runs else '~'}{one.kind}"
        for one in found.invalidated(path=path, arg=arg or ())
    ]


STAGES = """\
FROM node AS build
WORKDIR /app
COPY package.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM build AS test
RUN npm test
FROM nginx
COPY nginx.conf /etc/nginx/
COPY --from=build /app/dist /html
CMD ["nginx"]
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "package.json",
            ["3 file", "4 behind", "5 file", "6 behind", "8 base", "11 copy", "12 ~behind"],
        ),
        ("src/a.js", ["5 file", "6 behind", "8 base", "11 copy", "12 ~behind"]),
        ("nginx.conf", ["5 file", "6 behind", "8 base", "10 file", "11 copy", "12 ~behind"]),
        (("a", "nginx.conf"), ["5 file", "6 behind", "8 base", "10 file", "11 copy", "12 ~behind"]),
    ],
)
def test_files(path: str | tuple[str, ...], expected: list[str]) -> None:
    assert lines(STAGES, path=path) == expected


def test_ignored_files_change_nothing() -> None:
    assert lines(STAGES, path="src/a.js", ignore="src\n!src/b.js") == []
    assert lines(STAGES, path="src/b.js", ignore="src\n!src/b.js")
    assert lines(STAGES, path="src", ignore="src\n!src/b.js")


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("COPY a.txt /", ["2 file", "3 behind", "4 ~behind"]),
        ("ADD a.txt /", ["2 file", "3 behind", "4 ~behind"]),
        ("COPY $X /", ["2 file", "3 behind", "4 ~behind"]),
        ("RUN --mount=target=/x y", ["2 file", "3 behind", "4 ~behind"]),
        ("RUN --mount=source=a.txt,target=/x y", ["2 file", "3 behind", "4 ~behind"]),
        ("RUN --mount=source=b,target=/x y", []),
        ("RUN --mount=type=cache,target=/x y", []),
        ("RUN cat a.txt", []),
        ("COPY --from=x a.txt /", []),
        ("COPY <<a.txt /\na.txt", []),
        ("LABEL x=a.txt", []),
    ],
)
def test_who_reads_the_context(instruction: str, expected: list[str]) -> None:
    text = f"FROM a\n{instruction}\nRUN z\nCMD z"
    more = instruction.count("\n")
    found = lines(text, path="a.txt")
    assert [f"{int(one.split()[0]) - (more if one[0] != '2' else 0)} {one.split()[1]}" for one in found] == expected


@pytest.mark.parametrize(
    ("source", "path", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "b.txt", False),
        ("", "x/y", True),
        ("src", "src/a/b", True),
        ("src", "srcs/a", False),
        ("src/a.txt", "src", True),
        ("*.txt", "a.txt", True),
        ("*.txt", "d/a.txt", False),
        ("d*", "dir/x/y", True),
        ("d/*/x", "d/e/x/z", True),
        ("d/*/x", "d/e/y", False),
        ("**/a.py", "b/c/a.py", True),
        ("[", "a", False),
    ],
)
def test_sources(source: str, path: str, expected: bool) -> None:
    instruction = parse("COPY --parents a b").instructions[0]
    assert reads_file(instruction, source, path) is expected


@pytest.mark.parametrize(
    ("exclude", "path", "expected"),
    [
        ("*.md", "src/a.md", False),
        ("*.md", "src/a.txt", True),
        ("*.md", "src/b/a.md", True),
        ("**/*.md", "src/b/a.md", False),
        ("b", "src/b/c", False),
        ("src", "src/a", True),
    ],
)
def test_excluded_sources(exclude: str, path: str, expected: bool) -> None:
    instruction = parse(f"COPY --exclude={exclude} src /x").instructions[0]
    assert reads_file(instruction, "src", path) is expected


def test_linked_copies_stay_in_the_cache() -> None:
    text = "FROM a\nCOPY a.txt /\nCOPY --link b.txt /\nRUN x"
    assert lines(text, path="a.txt") == ["2 file", "3 ~behind", "4 behind"]
    assert lines(text, path="b.txt") == ["3 file", "4 behind"]


def test_reasons_and_causes() -> None:
    found = build_graph(parse(STAGES)).invalidated(path="package.json")
    assert [one.reason for one in found][:2] == ["reads `package.json`", "follows line 3"]
    assert [one.reason for one in found][4:6] == ["is built on stage `build`", "copies from stage `build`"]
    assert [one.cause.start_line if one.cause else None for one in found] == [None, 3, None, 3, 3, 3, 11]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG V\nRUN x\nCOPY a b", ["3 argument", "4 behind"]),
        ("FROM a\nARG V\nCOPY a b\nWORKDIR /x\nRUN x", ["5 argument"]),
        ("FROM a\nRUN x\nARG V", []),
        ("FROM a\nARG V\nCOPY $V b\nRUN x", ["3 argument", "4 argument"]),
        ("FROM a\nARG V\nWORKDIR /$V\nCOPY a b", ["3 argument", "4 behind"]),
        # An ENV of the name takes the ARG's place.
        ("FROM a\nARG V\nENV V=1\nRUN x", []),
        ("FROM a\nARG V\nENV V=$V\nRUN x", ["3 ~argument", "4 argument"]),
        ("FROM a\nARG V\nENV W=1\nRUN x", ["4 argument"]),
        ("FROM a\nARG V\nENV W=$V X=1\nENV V=2\nRUN x\nRUN y", ["3 ~argument", "5 argument", "6 argument"]),
        ("FROM a\nARG V W=$V\nENV V=2\nRUN x", ["4 argument"]),
        ("FROM a\nARG V\nENV V=1\nLABEL x=$V\nRUN x", []),
        # Fields of the image cost nothing.
        ("FROM a\nARG V\nLABEL x=$V\nEXPOSE $V\nCOPY a b", ["3 ~argument", "4 ~argument"]),
        ("FROM a\nARG V\nUSER $V\nENV V=1\nRUN x", ["3 ~argument", "5 argument"]),
        # Scopes.
        ("ARG V\nFROM a\nRUN x", []),
        ("ARG V\nFROM a:$V\nCOPY a b", ["2 argument", "3 behind"]),
        ("ARG V\nFROM a\nARG V\nRUN x", ["4 argument"]),
        ("ARG V=1\nFROM a\nARG V=2\nRUN x", ["4 argument"]),
        ("ARG V\nARG W=$V\nFROM a:$W\nCOPY a b", ["3 argument", "4 behind"]),
        ("ARG V\nARG W=$V\nFROM a\nARG W\nRUN x", ["5 argument"]),
        ("FROM a AS b\nARG V\nFROM b\nRUN x\nFROM c\nRUN y", ["4 argument"]),
        ("FROM a AS b\nARG V\nFROM b AS c\nENV V=1\nFROM c\nRUN x\nFROM b\nRUN y", ["8 argument"]),
        ("FROM a AS b\nARG V\nRUN x\nFROM c\nCOPY --from=b a b\nRUN y", ["3 argument", "5 copy", "6 behind"]),
        ("FROM a AS b\nARG V\nRUN x\nFROM c\nRUN --mount=from=b,target=/b y", ["3 argument", "5 mount"]),
        ("FROM a AS b\nONBUILD ARG V\nFROM b\nRUN x", ["4 argument"]),
        ("FROM a\nRUN --mount=target=$V x\nARG V", []),
        ("FROM a\nARG V\nENV V=1\nRUN --mount=type=cache,target=$V x", []),
        ("FROM a\nRUN echo $V", []),
    ],
)
def test_arguments(text: str, expected: list[str]) -> None:
    assert lines(text, arg="V") == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("FROM a\nRUN x", "HTTP_PROXY", []),
        ("FROM a\nARG HTTP_PROXY\nRUN x", "HTTP_PROXY", ["3 argument"]),
        ("FROM a\nRUN x", "TARGETARCH", []),
        ("FROM a\nARG TARGETARCH\nRUN x", "TARGETARCH", ["3 argument"]),
        ("FROM a-$TARGETARCH\nRUN x", "TARGETARCH", ["1 argument", "2 behind"]),
        ("FROM a\nARG BUILDKIT_SBOM_SCAN_STAGE\nRUN x", "BUILDKIT_SBOM_SCAN_STAGE", []),
    ],
)
def test_predefined_arguments(text: str, name: str, expected: list[str]) -> None:
    assert lines(text, arg=name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG V\nFROM a", True),
        ("FROM a\nARG V", True),
        ("FROM a\nENV V=1", False),
        ("FROM a\nRUN $V", False),
        ("FROM a$V", True),
    ],
)
def test_declares(text: str, expected: bool) -> None:
    assert declares(build_graph(parse(text)), "V") is expected


def test_files_and_arguments_together() -> None:
    text = "FROM a\nARG V\nCOPY a.txt /\nRUN x\nFROM b\nCOPY a.txt /"
    assert lines(text, path="a.txt", arg="V") == ["3 file", "4 argument", "6 file"]
