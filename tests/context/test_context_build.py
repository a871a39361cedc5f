"""A build context answers as BuildKit's COPY would find it, on disk and in memory alike."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.context import BuildContext, Context, MemoryContext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    MakeContext = Callable[..., Context]


@pytest.fixture(params=["disk", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> MakeContext:
    def on_disk(files: Mapping[str, str], ignore: str | None = None, links: Mapping[str, str] | None = None) -> Context:
        root = tmp_path / "context"
        root.mkdir()
        for path, content in files.items():
            place = root / path
            if path.endswith("/"):
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(content, encoding="utf-8")
        for path, target in (links or {}).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        if ignore is not None:
            (tmp_path / "Containerfile.dockerignore").write_text(ignore, encoding="utf-8")
        return BuildContext(str(root), str(tmp_path / "Containerfile") if ignore is not None else None)

    def in_memory(
        files: Mapping[str, str], ignore: str | None = None, links: Mapping[str, str] | None = None
    ) -> Context:
        return MemoryContext(files, ignore, links=links)

    return on_disk if request.param == "disk" else in_memory


TREE = {"package.json": "{}", "src/index.js": "1;", "src/lib/a.js": "", "src/lib/b.ts": "", "docs/": ""}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("package.json", "file"),
        ("/package.json", "file"),
        ("./src/../package.json", "file"),
        ("../../package.json", "file"),
        ("src", "directory"),
        ("src/", "directory"),
        ("docs", "directory"),
        (".", "directory"),
        ("", "directory"),
        ("/", "directory"),
        ("..", "directory"),
        ("nope", None),
        ("package.json/x", None),
        ("src/lib/c.js", None),
        ("a\0b", None),
        ("x" * 5000, None),
        ("a/" * 5000, None),
    ],
)
def test_existence(make: MakeContext, path: str, kind: str | None) -> None:
    context = make(TREE)
    assert context.exists(path) is (kind is not None)
    assert context.is_directory(path) is (kind == "directory")


LINKS = {
    "to-file": "package.json",
    "to-directory": "src/lib",
    "absolute": "/src",
    "src/up": "../package.json",
    "out": "../../../package.json",  # stops at the root
    "chain": "to-directory",
    "dangling": "nowhere",
    "loop": "loop",
    "ping": "pong",
    "pong": "ping",
    "lexical": "nowhere/../src",
    "dot": ".",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("to-file", "package.json"),
        ("to-directory", "src/lib"),
        ("to-directory/a.js", "src/lib/a.js"),
        ("absolute/lib/a.js", "src/lib/a.js"),
        ("src/up", "package.json"),
        ("out", "package.json"),
        ("chain/b.ts", "src/lib/b.ts"),
        ("dot/dot/src", "src"),
        ("lexical", "src"),
        ("dangling", None),
        ("loop", None),
        ("ping", None),
        ("to-file/x", None),
    ],
)
def test_links_are_followed_inside_the_root(make: MakeContext, path: str, found: str | None) -> None:
    entry = make(TREE, links=LINKS).find(path)
    assert (entry.path if entry else None) == found


def test_nothing_outside_the_root_is_reached(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    root = tmp_path / "root"
    root.mkdir()
    (root / "relative").symlink_to("../secret")
    (root / "absolute").symlink_to(tmp_path / "secret")
    (root / "directory").symlink_to(tmp_path)
    context = BuildContext(str(root))
    for path in ("../secret", "relative", "absolute", "directory/secret", str(tmp_path / "secret")):
        assert not context.exists(path)
        assert context.read(path) is None
    assert [entry.path for entry in context.files()] == ["absolute", "directory", "relative"]


def test_an_entry_s_facts(make: MakeContext) -> None:
    context = make({"a": "four", "d/": ""}, links={"l": "a"})
    entries = {path: context.lstat(path) for path in ("a", "d", "l", "x")}
    assert [
        (entry.is_file, entry.is_directory, entry.size, entry.target) if entry else None for entry in entries.values()
    ] == [
        (True, False, 4, None),
        (False, True, 0, None),
        (False, False, 0, "a"),
        None,
    ]


def test_the_executable_bit(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    script.write_text("#!/bin/sh\n")
    for mode in (0o644, 0o744):
        script.chmod(mode)
        for context in (BuildContext(str(tmp_path)), MemoryContext({"run.sh": ""}, modes={"run.sh": mode})):
            entry = context.find("run.sh")
            assert entry is not None
            assert entry.is_executable is (mode == 0o744)
            assert entry.mode & 0o777 == mode


def test_reading(make: MakeContext) -> None:
    context = make({"a": "x\r\né", "d/b": "", "secret": "s"}, "secret", links={"l": "a"})
    assert context.read("a") == context.read("l") == "x\r\né".encode()
    assert context.read("d/b") == b""
    assert [context.read(path) for path in ("d", "x", "secret")] == [None, None, None]


@pytest.mark.parametrize(
    ("ignore", "present", "absent"),
    [
        ("src", ["package.json", "docs"], ["src", "src/index.js", "src/lib"]),
        (
            "*\n!src/lib/*.js",
            ["src", "src/lib", "src/lib/a.js"],
            ["package.json", "src/index.js", "src/lib/b.ts", "docs"],
        ),
        ("*\n!nothing/here", ["."], ["src", "docs", "package.json"]),
        ("src\n!src/lib/nope", [], ["src", "src/lib"]),
        ("src/*\n!src/lib", ["src", "src/lib/a.js"], ["src/index.js"]),
        ("**", ["."], ["src", "docs", "package.json"]),
        ("[", ["src", "package.json"], []),
    ],
)
def test_what_is_excluded_is_not_there(make: MakeContext, ignore: str, present: list[str], absent: list[str]) -> None:
    context = make(TREE, ignore)
    assert [path for path in present if not context.exists(path)] == []
    assert [path for path in absent if context.exists(path)] == []
    # It stands on the disk all the same.
    assert [path for path in absent if context.lstat(path) is None] == []


def test_a_link_is_there_only_with_what_it_leads_to(make: MakeContext) -> None:
    links = {"link": "src/index.js", "secret": "package.json"}
    context = make(TREE, "src\nsecret\n", links=links)
    assert not context.exists("link")
    assert not context.exists("secret")
    assert context.exists("package.json")


FILES = ["package.json", "src/index.js", "src/lib/a.js", "src/lib/b.ts"]


@pytest.mark.parametrize(
    ("ignore", "path", "expected"),
    [
        ("", "", FILES),
        ("", "src", FILES[1:]),
        ("", "src/lib/", FILES[2:]),
        ("", "src/index.js", ["src/index.js"]),
        ("", "nope", []),
        ("src", "", ["package.json"]),
        ("src", "src", []),
        ("src", "src/index.js", []),
        ("*\n!**/*.js", "", FILES[1:3]),
        ("*\n!**/*.js", "src/lib", FILES[2:3]),
        ("**/*.js", "", ["package.json", "src/lib/b.ts"]),
    ],
)
def test_the_walk(make: MakeContext, ignore: str, path: str, expected: list[str]) -> None:
    assert [entry.path for entry in make(TREE, ignore).files(path)] == expected


def test_the_walk_follows_links_on_its_way_and_lists_those_it_meets(make: MakeContext) -> None:
    context = make(TREE, links={"lib": "src/lib", "src/lib/c": "../..", "gone": "nowhere"})
    assert [entry.path for entry in context.files("lib")] == ["src/lib/a.js", "src/lib/b.ts", "src/lib/c"]
    assert [entry.path for entry in context.files() if entry.target] == ["gone", "lib", "src/lib/c"]


def test_the_walk_reads_no_directory_that_is_wholly_excluded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for path in ("a/b/c", "keep/x", "node_modules/p/q"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / ".dockerignore").write_text("node_modules\na\n!a/x\n")
    read: list[str] = []
    scandir = os.scandir

    def watch(path: str) -> object:
        read.append(os.path.relpath(path, tmp_path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", watch)
    context = BuildContext(str(tmp_path))
    assert context.exists("keep/x")
    assert not context.exists("node_modules")
    assert read == []
    assert [entry.path for entry in context.files()] == [".dockerignore"]
    assert read == [".", "a", "keep", "keep/x"]


def test_size_is_what_is_sent(make: MakeContext) -> None:
    files = {"a": "12345", "b/c": "123", "big/x": "1" * 1000}
    assert make(files, "big", links={"l": "a"}).size == 8


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("package*.json", ["package.json"]),
        ("/package*.json", ["package.json"]),
        ("*", ["docs", "package.json", "src"]),
        ("*/", ["docs", "package.json", "src"]),
        ("src/*", ["src/index.js", "src/lib"]),
        ("src/*.js", ["src/index.js"]),
        ("*/lib/*", ["src/lib/a.js", "src/lib/b.ts"]),
        ("src/**/a.js", ["src/lib/a.js"]),
        ("**/a.js", []),
        ("src/lib/?.[jt]s", ["src/lib/a.js", "src/lib/b.ts"]),
        ("src[^x]index.js", ["src/index.js"]),
        ("src", ["src"]),
        ("src/../package.json", ["package.json"]),
        ("../*.json", ["package.json"]),
        ("nope", []),
        ("nope/*", []),
        ("package.json/*", []),
        ("[", []),
        ("src/[a-]", []),
        (r"\package.json", []),
    ],
)
def test_sources_with_wildcards(make: MakeContext, pattern: str, expected: list[str]) -> None:
    assert make(TREE).glob(pattern) == expected


def test_links_before_the_wildcard_are_followed(make: MakeContext) -> None:
    context = make(TREE, links={"link": "src/lib"})
    assert context.glob("link/*.ts") == ["src/lib/b.ts"]
    assert context.glob("l*/b.ts") == []


def test_wildcards_do_not_see_what_is_excluded(make: MakeContext) -> None:
    context = make(TREE, "*\n!src/lib/a.js\n")
    assert context.glob("*") == ["src"]
    assert context.glob("src/*/*") == ["src/lib/a.js"]


def test_a_dangling_link_matches_by_its_name(make: MakeContext) -> None:
    context = make({"a": ""}, links={"ab": "nowhere"})
    assert context.glob("a*") == ["a", "ab"]


class TestIgnoreFile:
    def context(self, tmp_path: Path, *files: str) -> BuildContext:
        root = tmp_path / "root"
        root.mkdir()
        (tmp_path / "docker").mkdir()
        for number, path in enumerate(files):
            (tmp_path / path).write_text(f"only-{number}\n")
        return BuildContext(str(root), str(tmp_path / "docker" / "web.Dockerfile"))

    def test_without_one_nothing_is_excluded(self, tmp_path: Path) -> None:
        ignore = self.context(tmp_path).ignore
        assert (ignore.path, ignore.patterns, ignore.errors) == (None, [], [])

    def test_in_the_root(self, tmp_path: Path) -> None:
        ignore = self.context(tmp_path, "root/.dockerignore").ignore
        assert ignore.path == str(tmp_path / "root" / ".dockerignore")
        assert ignore.excludes("only-0")

    def test_beside_the_dockerfile_it_has_precedence(self, tmp_path: Path) -> None:
        ignore = self.context(tmp_path, "root/.dockerignore", "docker/web.Dockerfile.dockerignore").ignore
        assert ignore.path == str(tmp_path / "docker" / "web.Dockerfile.dockerignore")
        assert [pattern.text for pattern in ignore.patterns] == ["only-1"]

    def test_even_when_empty(self, tmp_path: Path) -> None:
        context = self.context(tmp_path, "root/.dockerignore")
        (tmp_path / "docker" / "web.Dockerfile.dockerignore").touch()
        assert context.ignore.patterns == []

    @pytest.mark.parametrize("name", ["docker/.dockerignore", "docker/Dockerfile.dockerignore", "root/a.dockerignore"])
    def test_other_names_do_not_count(self, tmp_path: Path, name: str) -> None:
        assert self.context(tmp_path, name).ignore.path is None

    def test_the_default_dockerfile_s_own(self, tmp_path: Path) -> None:
        (tmp_path / "Dockerfile.dockerignore").write_text("a")
        assert BuildContext(str(tmp_path)).ignore.excludes("a")

    def test_bytes_that_are_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / ".dockerignore").write_bytes(b"\xef\xbb\xbfcaf\xe9\n")
        (tmp_path / os.fsdecode(b"caf\xe9")).touch()
        context = BuildContext(str(tmp_path))
        assert [entry.path for entry in context.files()] == [".dockerignore"]

    def test_a_directory_of_that_name_is_none(self, tmp_path: Path) -> None:
        (tmp_path / ".dockerignore").mkdir()
        assert BuildContext(str(tmp_path)).ignore.path is None

    def test_in_memory(self) -> None:
        files = {".dockerignore": "a", "docker/web.dockerignore": "b"}
        assert MemoryContext(files).ignore.excludes("a")
        assert MemoryContext(files, dockerfile="docker/web").ignore.excludes("b")
        assert not MemoryContext(files, ignore="").ignore.patterns


def test_what_cannot_be_read_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked" / "a").touch()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "locked").chmod(0)
    try:
        context = BuildContext(str(tmp_path))
        # A superuser may still look into the directory.
        assert {entry.path for entry in context.files()} - {"locked/a"} == {"file", "pipe"}
        assert context.read("pipe") is None
        assert context.glob("*/nope") == []
    finally:
        (tmp_path / "locked").chmod(0o755)


@pytest.mark.parametrize("root", ["nope", "file", "file/below", "a\0b"])
def test_a_root_that_is_no_directory_is_an_empty_context(tmp_path: Path, root: str) -> None:
    (tmp_path / "file").touch()
    context = BuildContext(str(tmp_path / root))
    assert not context.exists("a")
    assert (context.glob("*"), list(context.files("a")), context.size) == ([], [], 0)


def test_a_root_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").touch()
    (tmp_path / "link").symlink_to("real")
    assert [entry.path for entry in BuildContext(str(tmp_path / "link")).files()] == ["a"]


def test_very_deep_directories() -> None:
    path = "d/" * 1500 + "f"
    context = MemoryContext({path: ""}, links={"l": "d/d"})
    assert [entry.path for entry in context.files("l")] == [path]
    assert context.exists(path)


def test_a_path_cannot_be_file_and_directory() -> None:
    with pytest.raises(ValueError, match="`a`"):
        MemoryContext({"a": "", "a/b": ""})


NAMES = st.sampled_from(["a", "b", "ab", "a.b", "c.txt", "é"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
LINES = st.tuples(
    st.sampled_from(["", "!"]),
    st.lists(st.sampled_from(["*", "**", "a", "b", "a*", "*.txt", "[ab]"]), min_size=1, max_size=3).map("/".join),
).map("".join)


@given(st.lists(PATHS, min_size=1, max_size=8), st.lists(LINES, max_size=4).map("\n".join), PATHS)
def test_walk_existence_and_ignore_file_agree(paths: list[str], ignore: str, asked: str) -> None:
    directories = {path[:index] for path in paths for index in range(len(path)) if path[index] == "/"}
    context = MemoryContext({path: path for path in paths if path not in directories}, ignore)
    files = [entry.path for entry in context.files()]
    assert files == sorted(files, key=lambda path: path.split("/"))
    assert files == [
        path
        for path in sorted(set(paths) - directories, key=lambda path: path.split("/"))
        if not context.ignore.excludes(path)
    ]
    assert all(context.exists(path) for path in files)
    below = [path for path in files if path.startswith(f"{asked}/") or path == asked]
    assert [entry.path for entry in context.files(asked)] == below
    assert context.exists(asked) or not below
    assert context.size == sum(len(path.encode()) for path in files)


@given(
    st.lists(PATHS, min_size=1, max_size=8),
    st.lists(st.sampled_from(["*", "a*", "?", "a", "[^b]", "*b"]), min_size=1, max_size=3).map("/".join),
)
def test_wildcards_find_what_a_walk_finds(paths: list[str], pattern: str) -> None:
    from dockerlint.context.glob import Glob

    directories = {path[:index] for path in paths for index in range(len(path)) if path[index] == "/"}
    context = MemoryContext({path: "" for path in paths if path not in directories})
    glob = Glob(pattern)
    matching = {path for path in [*paths, *directories] if glob.matches(path)}
    found = context.glob(pattern)
    assert set(found) == {path for path in matching if not any(path.startswith(f"{above}/") for above in matching)}
