"""Budgets, `.dive-ci`, histories and lines, comparing: without an engine."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from dockerlint.graph import build_graph
from dockerlint.measure.build import Request, _for_own_front_end, _place, context_archive, instruction_of
from dockerlint.measure.compare import Comparison
from dockerlint.measure.errors import MeasureError
from dockerlint.measure.gates import Budgets, judge, parse_share, parse_size, read_dive
from dockerlint.measure.history import read_history, tie
from dockerlint.measure.measurement import PLANTED
from dockerlint.measure.sizes import shown
from dockerlint.measure.trace import Trace
from dockerlint.syntax import parse
from tests.measure.archives import Item
from tests.measure.test_measure_merge import file, measure

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1024", 1024),
        ("20MB", 20_000_000),
        ("1.5 GiB", 1_610_612_736),
        ("3k", 3000),
        ("2KiB", 2048),
        ("7 B", 7),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "x", "-1", "5%", "1..2MB", "nan", "inf", "1e300"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        parse_size(text)


def test_shares() -> None:
    assert (parse_share("0.95"), parse_share("95%"), parse_share("1")) == (0.95, 0.95, 1)
    for text in ("2", "-1", "x", "nan"):
        with pytest.raises(ValueError, match=r"share|between"):
            parse_share(text)


def test_sizes_in_words() -> None:
    assert [shown(size) for size in (0, 999, 1020, 12_300, 999_600, 1_040_000_000, -5000)] == [
        *("0 B", "999 B", "1.02 kB", "12.3 kB", "1.00 MB", "1.04 GB", "-5.00 kB"),
    ]


def test_budgets_blame_a_layer() -> None:
    image = measure([file("a", 1000)], [file("b", 300)], [file("b", 200)])
    budgets = Budgets()
    assert judge(image, budgets) == []
    budgets.max_size, budgets.max_wasted, budgets.min_efficiency = 1400, 100, 0.99
    found = judge(image, budgets)
    assert [(one.budget, one.layer) for one in found] == [("max-size", 0), ("max-wasted", 2), ("min-efficiency", 2)]
    assert found[1].blame == "overwrites 300 B of layer 2, such as /b"
    budgets.max_size, budgets.max_wasted, budgets.min_efficiency = 1500, 300, 0.8
    budgets.max_wasted_share = 0.3
    assert judge(image, budgets) == []
    budgets.max_wasted_share = 0.1
    assert [one.budget for one in judge(image, budgets)] == ["max-wasted"]


def test_dive_ci(tmp_path: Path) -> None:
    path = tmp_path / ".dive-ci"

    def read(text: str) -> tuple[float | None, int | None, float | None]:
        path.write_text(text)
        budgets = Budgets()
        read_dive(str(path), budgets)
        return budgets.dive_efficiency, budgets.dive_wasted, budgets.dive_user_percent

    assert read("rules:\n  lowestEfficiency: 0.95\n  highestWastedBytes: 20MB\n  highestUserWastedPercent: 0.20\n") == (
        *(0.95, 20_000_000, 0.2),
    )
    assert read("") == (0.9, None, 0.1)
    assert read("rules:\n") == (0.9, None, 0.1)
    assert read("rules:\n  lowestEfficiency: disabled\n  highestUserWastedPercent: off\n") == (None, None, None)
    assert read("rules:\n  lowest-efficiency-threshold: 0.5\n") == (0.5, None, 0.1)
    for text in (
        "[",
        "- a\n",
        "rules: 5\n",
        "rules:\n  lowestEfficiency: much\n",
        "rules:\n  highestWastedBytes: 5 apples\n",
    ):
        with pytest.raises(MeasureError, match=r"\.dive-ci: "):
            read(text)


def test_dive_budgets_are_judged_by_dives_figures() -> None:
    image = measure([file("a", 1000)], [file("a", 1000, mode=0o600)])
    budgets = Budgets()
    budgets.dive_source = ".dive-ci"
    budgets.dive_efficiency, budgets.dive_wasted, budgets.dive_user_percent = 0.6, 1500, 1.0
    assert [one.budget.split()[1] for one in judge(image, budgets)] == [
        *("lowestEfficiency", "highestWastedBytes", "highestUserWastedPercent"),
    ]


# Histories

CLASSIC = [
    {"created_by": "/bin/sh -c #(nop) ADD file:abc in / "},
    {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
    {"created_by": "/bin/sh -c #(nop)  ENV A=b", "empty_layer": True},
    {"created_by": "|2 TOKEN=hush B=a b /bin/sh -c make install"},
    {"created_by": "/bin/sh -c #(nop) COPY dir:123 in /app "},
    {"created_by": "/bin/bash -o pipefail -c #(nop)  USER me", "empty_layer": True},
]
BUILDKIT = [
    {"created_by": "ADD file:abc in / "},
    {"created_by": "ENV A=b", "comment": "buildkit.dockerfile.v0", "empty_layer": True},
    {"created_by": "RUN |1 TOKEN=hush /bin/sh -c make install # buildkit", "comment": "buildkit.dockerfile.v0"},
    {"created_by": "COPY src /app # buildkit", "comment": "buildkit.dockerfile.v0"},
    {"created_by": "USER me", "empty_layer": True},
]
DOCKERFILE = "FROM base\nENV A=b\nRUN make \\\n    install\nCOPY src /app\nUSER me\n"


def test_histories_of_both_builders_are_read_and_tell_no_build_argument() -> None:
    assert [step.text for step in read_history(CLASSIC)][2:] == [
        "ENV A=b",
        "RUN make install",
        "COPY dir:123 in /app",
        "USER me",
    ]
    assert [step.text for step in read_history(BUILDKIT)][1:] == [
        "ENV A=b",
        "RUN make install",
        "COPY src /app",
        "USER me",
    ]
    assert "hush" not in repr([step.text for step in read_history([*CLASSIC, *BUILDKIT])])


@pytest.mark.parametrize("history", [CLASSIC, BUILDKIT])
def test_entries_are_tied_to_lines_from_the_end(history: list[dict[str, Any]]) -> None:
    stage = build_graph(parse(DOCKERFILE), None).target
    assert stage is not None
    steps = read_history(history)
    tie(steps, stage)
    assert [step.line for step in steps[-4:]] == [2, 3, 5, 6]
    assert [step.is_base for step in steps] == [True] * (len(steps) - 4) + [False] * 4
    assert steps[0].line == 1
    assert steps[-2].text == "COPY src /app"


def test_stages_onbuild_and_strangers_in_a_history() -> None:
    text = "FROM base AS a\nENV A=b\nONBUILD RUN x\nFROM a\nRUN y\n"
    stage = build_graph(parse(text), None).target
    assert stage is not None
    # BuildKit: no entry for the ONBUILD line, one for what it triggers.
    steps = read_history(
        [{"created_by": "x y"}, {"created_by": "ENV A=b"}, *({"created_by": f"RUN {c}"} for c in "xy")]
    )
    tie(steps, stage)
    assert steps[-1].line == 5
    assert steps[1].line == 2
    # The label that somebody adds at the end has no line.
    steps = read_history([*BUILDKIT, {"created_by": "LABEL a=b", "empty_layer": True}])
    stage = build_graph(parse(DOCKERFILE), None).target
    assert stage is not None
    tie(steps, stage)
    assert [step.line for step in steps[1:]] == [2, 3, 5, 6, None]


def test_an_odd_history_is_no_trouble() -> None:
    found = read_history(
        [{}, {"created_by": None}, {"created_by": 5}, {"created_by": "|x"}, {"created_by": "bazel build //x"}]
    )
    assert [step.keyword for step in found] == [""] * 5


# Building, without an engine


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("[build 2/3] RUN make", 2),
        ("[linux/arm64 build 2/3] RUN make", 2),
        ("[stage-1 2/2] COPY --from=build /a /a", 5),
        ("[build 1/3] FROM docker.io/library/a", 1),
        ("[build 9/8] WORKDIR /x", 3),
        ("[other 2/2] RUN make", 0),
        ("[internal] load build context", 0),
        ("exporting to image", 0),
    ],
)
def test_steps_of_buildkit_are_instructions(name: str, line: int) -> None:
    tree = parse("FROM a AS build\nRUN make\nWORKDIR x\nFROM b\nCOPY --from=build /a /a\n")
    found = instruction_of(name, build_graph(tree, None).stages)
    assert (found.start_line if found is not None else 0) == line


def test_the_engines_own_front_end_is_used_where_it_is_enough() -> None:
    def sent(text: str, release: tuple[int, int] = (20, 10)) -> str:
        return _for_own_front_end(parse(text), release)[0]

    assert sent("# syntax=docker/dockerfile:1\nFROM a\n") == "#\nFROM a\n"
    assert sent("# syntax=docker/dockerfile:1\r\n# escape=`\r\nFROM a\r\n") == "# escape=`\r\n#\r\nFROM a\r\n"
    assert sent("# syntax=docker/dockerfile:1").startswith("#")
    for text in (
        "FROM a\n",
        "# syntax=example/other:1\nFROM a\n",
        "# syntax=docker/dockerfile:1\nFROM a\nRUN <<E\nx\nE\n",
    ):
        assert sent(text) == text
    assert "syntax" not in sent("# syntax=docker/dockerfile:1.4\nFROM a\nCOPY --link a b\n", (24, 0))
    assert "syntax" in sent("# syntax=docker/dockerfile:1\nFROM a\nCOPY --exclude=x a b\n", (28, 0))


def test_the_context_is_sent_as_docker_sends_it(tmp_path: Path) -> None:
    import io
    import tarfile

    from dockerlint.context import BuildContext

    (tmp_path / "sub" / "empty").mkdir(parents=True)
    (tmp_path / "sub" / "a.txt").write_text("hello")
    (tmp_path / "no.md").write_text("x")
    (tmp_path / "link").symlink_to("sub/a.txt")
    (tmp_path / ".dockerignore").write_text("*.md\nDockerfile\n")
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    context = BuildContext(str(tmp_path), str(tmp_path / "Dockerfile"))
    name, planted = _place(Request("FROM a\n", str(tmp_path / "Dockerfile"), context), "FROM a\n")
    assert (name, planted) == (PLANTED, b"FROM a\n")  # the ignore file keeps the Dockerfile out
    data = b"".join(context_archive(context, name, planted, {}))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        assert sorted(archive.getnames()) == sorted([PLANTED, ".dockerignore", "link", "sub", "sub/a.txt", "sub/empty"])
        assert archive.getmember("link").linkname == "sub/a.txt"
        assert {(info.uid, info.gid) for info in archive.getmembers()} == {(0, 0)}
    (tmp_path / ".dockerignore").write_text("*.md\n")
    context = BuildContext(str(tmp_path), str(tmp_path / "Dockerfile"))
    request = Request("FROM a\n", str(tmp_path / "Dockerfile"), context)
    assert _place(request, "FROM a\n") == ("Dockerfile", None)
    assert _place(request, "FROM b\n") == (PLANTED, b"FROM b\n")


def test_a_dockerfile_that_is_added_for_the_build_is_not_measured() -> None:
    assert measure([file("app/" + PLANTED, 100), file("app/a", 1)]).bytes == 1


def field(number: int, value: bytes | int) -> bytes:
    def varint(value: int) -> bytes:
        data = b""
        while value > 127:
            data += bytes([value & 127 | 128])
            value >>= 7
        return data + bytes([value])

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def test_messages_of_buildkit() -> None:
    time = field(1, 1000) + field(2, 5)
    started = field(1, b"sha256:a") + field(3, b"[1/2] RUN x") + field(5, time)
    done = started + field(6, field(1, 1002)) + field(7, b"failed")
    log = field(1, b"sha256:a") + field(3, 1) + field(4, b"hello\n")
    trace = Trace()
    vertices, logs = trace.read(base64.b64encode(field(1, started) + field(3, log)).decode())
    assert (vertices[0].name, vertices[0].started, logs) == (
        "[1/2] RUN x",
        1000 * 10**9 + 5,
        [(b"sha256:a", b"hello\n")],
    )
    trace.read(base64.b64encode(field(1, done)).decode())
    assert trace.vertices[b"sha256:a"].completed == 1002 * 10**9
    assert trace.vertices[b"sha256:a"].error == "failed"
    for text in ("", "!!", base64.b64encode(b"\xff" * 40).decode(), base64.b64encode(b"\x0a\x7f").decode()):
        assert trace.read(text) == ([], [])


# Comparing


def test_a_comparison_names_what_changed_and_why() -> None:
    before = measure(
        [
            Item("a", data=b"1"),
            Item("b", data=b"1"),
            Item("c", data=b"22"),
            Item("d", "symlink", link="x"),
            Item("e", data=b"5"),
            Item("usr/share/doc/x/README", data=b"docs"),
            Item("var/log/dpkg.log", data=b"1"),
            Item("gone", data=b"7777"),
        ],
        settings={"Env": ["A=1", "B=2"], "Cmd": ["x"], "ExposedPorts": {"80/tcp": {}}, "User": ""},
    )
    after = measure(
        [
            Item("a", data=b"1"),
            Item("b", data=b"2", uid=5),
            Item("c", data=b"1", mode=0o600),
            Item("d", "symlink", link="y"),
            Item("e", "directory"),
            Item("var/log/dpkg.log", data=b"2"),
            Item("new", data=b"333"),
        ],
        settings={"Env": ["B=3", "C=4"], "Cmd": ["x"], "ExposedPorts": {"80/tcp": {}, "443/tcp": {}}, "Labels": None},
    )
    found = Comparison(before, after)
    assert found.bytes == after.bytes - before.bytes
    assert [(one.name, one.before, one.after) for one in found.settings] == [
        ("Env A", "1", None),
        ("Env B", "2", "3"),
        ("Env C", None, "4"),
        ("ExposedPorts 443/tcp", None, True),
    ]
    assert [(one.path, one.reasons, one.expected) for one in found.changed] == [
        ("b", ["content", "owner"], ""),
        ("c", ["size", "mode"], ""),
        ("d", ["link"], ""),
        ("e", ["type"], ""),
        ("var/log/dpkg.log", ["content"], "log"),
    ]
    assert [one.path for one in found.added] == ["new"]
    assert {one.path: one.reasons for one in found.removed if one.before} == {
        "gone": [],
        "usr/share/doc/x/README": ["documentation_and_locales"],
    }
