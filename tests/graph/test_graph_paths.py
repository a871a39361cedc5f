"""Paths: joining and comparing."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.graph.paths import covers, join, overlap

PARTS = st.lists(st.sampled_from(["a", "b", "..", ".", "", "a.b"]), max_size=5).map("/".join)
ABSOLUTE = st.lists(st.sampled_from(["a", "b", "c*", "d"]), max_size=4).map(lambda parts: "/" + "/".join(parts))
ROOTED = st.builds(
    lambda root, path: root + path if path != "/" else root or "/", st.sampled_from(["", ".", "~"]), ABSOLUTE
)


@pytest.mark.parametrize(
    ("directory", "path", "expected"),
    [
        ("/app", "b", "/app/b"),
        ("/app", ".", "/app"),
        ("/app", "./b/", "/app/b"),
        ("/app", "/b//c/.", "/b/c"),
        ("/app", "../..", "/"),
        ("/", "../a", "/a"),
        (".", "b", "./b"),
        (".", ".", "."),
        ("./a", "..", "."),
        (".", "..", None),
        ("./a", "../../b", None),
        ("/app", "~", "~"),
        ("/app", "~/x", "~/x"),
        ("~/x", "y", "~/x/y"),
        ("/app", "~root/x", None),
        (None, "a", None),
        (None, "/a", "/a"),
        ("/app", "C:/x", "/x"),
        ("/app", "c:", "/"),
        ("/app", "c:x", "/app/c:x"),
    ],
)
def test_join(directory: str | None, path: str, expected: str | None) -> None:
    assert join(directory, path) == expected


@given(PARTS, PARTS)
def test_join_is_posix(directory: str, path: str) -> None:
    expected = posixpath.normpath(posixpath.join("/" + directory, path))
    assert join(posixpath.normpath("/" + directory).replace("//", "/"), path) == expected.replace("//", "/")


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("/a", "/a", True),
        ("/a", "/a/b", True),
        ("/a", "/ab", False),
        ("/a/b", "/a", False),
        ("/", "/a", True),
        ("/", "./a", False),
        (".", "./a", True),
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/b/c", True),
        ("/a/*", "/a", False),
        ("/a/*.txt", "/a/b.txt", True),
        ("/a/*.txt", "/a/b.md", False),
        ("/a/b", "/a/*", False),
        ("/a/*", "/a/*", True),
        ("/a/b*", "/a/*", False),
    ],
)
def test_covers(outer: str, inner: str, expected: bool) -> None:
    assert covers(outer, inner) is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("/a", "/a/b", True),
        ("/a", "/b", False),
        ("/a/*", "/a/b", True),
        ("/a/*.txt", "/a/b.md", False),
        ("/a/*.txt", "/a/*.md", True),  # `x.txt.md` would not do, but nobody computes that
        ("/bin/x", "/usr/bin/x", True),
        ("/var/run", "/run/x", True),
        ("~/x", "/root", True),
        ("~/x", "/home/a", True),
        ("~/x", "/app", False),
        ("~/x", "/", True),
        ("~", "~/x", True),
        ("./a", "./b", False),
        ("./a", "/app", True),
        ("./a", "/etc/passwd", False),
        (".", "/etc", True),
        ("./etc", "/etc/passwd", True),
        ("./a", "~/b", True),
        ("/usr/src/app", "/usr/src/linux*", False),
    ],
)
def test_overlap(first: str, second: str, expected: bool) -> None:
    assert overlap(first, second) is expected
    assert overlap(second, first) is expected


@given(ROOTED, ROOTED)
def test_what_covers_overlaps(first: str, second: str) -> None:
    if covers(first, second):
        assert overlap(first, second)
    assert overlap(first, second) == overlap(second, first)
    assert overlap(first, first)
    assert covers(first, first)
