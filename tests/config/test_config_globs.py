from __future__ import annotations

import itertools
import random
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from dockerlint.config.globs import PathPatterns

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("pattern", "path", "covers"),
    [
        ("Dockerfile", "/p/Dockerfile", True),
        ("Dockerfile", "/p/a/b/Dockerfile", True),
        ("/Dockerfile", "/p/a/Dockerfile", False),
        ("./Dockerfile", "/p/Dockerfile", True),
        ("./Dockerfile", "/p/a/Dockerfile", False),
        ("*.Dockerfile", "/p/x/dev.Dockerfile", True),
        ("a/*", "/p/a/b/Dockerfile", True),
        ("a/*/Dockerfile", "/p/a/b/c/Dockerfile", False),
        ("a/**/Dockerfile", "/p/a/Dockerfile", True),
        ("a/**/Dockerfile", "/p/a/b/c/Dockerfile", True),
        ("a/**", "/p/a", False),
        ("a/**", "/p/a/x", True),
        ("vendor", "/p/x/vendor/y/Dockerfile", True),
        ("vendor/", "/p/vendor", False),
        ("vendor/", "/p/vendor/Dockerfile", True),
        ("services/api", "/p/services/api/x/Dockerfile", True),
        ("services/api", "/p/x/services/api/Dockerfile", False),
        ("Dockerfile.[a-c]", "/p/Dockerfile.b", True),
        ("Dockerfile.[!a-c]", "/p/Dockerfile.b", False),
        ("Dockerfile.?", "/p/Dockerfile.", False),
        (r"a\*b", "/p/a*b", True),
        (r"a\*b", "/p/axb", False),
        ("a[b", "/p/a[b", True),
        ("*.Dockerfile", "/elsewhere/dev.Dockerfile", True),
        ("a/*", "/elsewhere/a/x", False),
        ("../q/*", "/q/Dockerfile", True),
        (".", "/p/a", True),
    ],
)
def test_what_a_pattern_covers(pattern: str, path: str, covers: bool) -> None:
    assert PathPatterns("/p", [pattern]).matches(path) is covers


def test_a_folder_may_match_a_pattern_for_folders() -> None:
    patterns = PathPatterns("/p", ["vendor/"])
    assert patterns.matches("/p/a/vendor", is_folder=True)
    assert not patterns.matches("/p/a/vendor")


def test_git_reads_the_patterns_alike(tmp_path: Path) -> None:
    """`git check-ignore` is the oracle; negation and comments have no part here."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    names = ["a", "b", "ab", "a.b", "abc"]
    paths = ["/".join(each) for size in (1, 2, 3) for each in itertools.product(names, repeat=size)]
    pieces = [
        "a",
        "b",
        "*",
        "**",
        "a*",
        "?",
        "?b",
        "[ab]",
        "[!a]",
        "[a-b]*",
        "*b*",
        "a.*",
        "ab",
        "a**c",
        r"\a",
    ]
    chosen = random.Random(20)  # noqa: S311
    patterns = {
        chosen.choice(["", "", "/"])
        + "/".join(chosen.choices(pieces, k=chosen.choice([1, 1, 2, 2, 3])))
        + chosen.choice(["", "", "", "/"])
        for _ in range(150)
    }
    for pattern in sorted(patterns):
        (tmp_path / "patterns").write_text(pattern + "\n")
        asked = subprocess.run(
            [
                "git",
                *("-C", str(tmp_path), "-c", f"core.excludesFile={tmp_path / 'patterns'}"),
                *("check-ignore", "--no-index", "--stdin"),
            ],
            input="\n".join(paths),
            capture_output=True,
            text=True,
            check=False,
        )
        ours = PathPatterns("/p", [pattern])
        assert [path for path in paths if ours.matches("/p/" + path)] == asked.stdout.split(), pattern


def test_no_pattern_blows_up() -> None:
    started = time.process_time()
    assert not PathPatterns("/", ["*a" * 200 + "b"]).matches("/" + "a" * 2000)
    assert not PathPatterns("/", ["/" + "**/a/" * 100 + "b"]).matches("/a" * 1000)
    assert time.process_time() - started < 2
