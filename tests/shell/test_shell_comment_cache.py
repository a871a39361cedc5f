"""The cache of ShellCheck's comments on disk: what it gives back, and how large it may grow."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dockerlint.shell import comment_cache
from dockerlint.shell.comment_cache import CommentCache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "dockerlint" / "shellcheck"


def test_it_gives_back_what_was_put(folder: Path) -> None:
    cache = CommentCache("/bin/sh")
    assert cache.get("a script") is None
    cache.put("a script", [])
    assert len(list(folder.iterdir())) == 1
    assert cache.get("a script") == []
    assert cache.get("another") is None
    assert CommentCache("/bin/cat").get("a script") is None, "another program says something else"


def test_an_entry_that_cannot_be_read_was_not_seen(folder: Path) -> None:
    cache = CommentCache("/bin/sh")
    cache.put("a script", [])
    (entry,) = folder.iterdir()
    entry.write_bytes(b"junk")
    assert cache.get("a script") is None


def test_the_oldest_go_where_there_are_too_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_cache, "_MOST_ENTRIES", 100)
    cache = CommentCache("/bin/sh")
    for number in range(500):
        there = set(folder.iterdir())
        cache.put(f"script {number}", [])
        for path in set(folder.iterdir()) - there:
            os.utime(path, (number, number))
    # They are counted now and then, so that there may be some more for a while.
    assert 75 <= len(list(folder.iterdir())) <= 100 + 64
    assert cache.get("script 499") == []
    assert cache.get("script 0") is None
