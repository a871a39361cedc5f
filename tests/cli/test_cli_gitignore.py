"""Git itself says what it ignores."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockerlint.cli.gitignore import IgnoreRules, compile_lines

if TYPE_CHECKING:
    from pathlib import Path

FILES = [
    *("Dockerfile", "a.Dockerfile", "b/Dockerfile", "b/c/Dockerfile", "b/c/d/Dockerfile", "build/Dockerfile"),
    *("build/x/Dockerfile", "foo/bar/Dockerfile", "foo/Dockerfile", "x/foo/bar/Dockerfile", "x/b/Dockerfile"),
    *("#a", "!a", "a[b]", "a\\b", "-/Dockerfile", "é/Dockerfile", "with space/Dockerfile", "end "),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", root], check=True)
    for name in FILES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("FROM scratch\n")
    return root


def ignored_by_git(root: Path) -> set[str]:
    run = subprocess.run(
        ["git", "-c", "core.excludesFile=", "-C", root, "check-ignore", "--stdin", "-z"],
        input="\0".join(FILES).encode(),
        capture_output=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stderr
    return set(run.stdout.decode().split("\0")) - {""}


def ignored_by_us(root: Path) -> set[str]:
    """What a walk from the root would not reach."""
    found = set()
    for name in FILES:
        rules = None
        folder = root
        parts = name.split("/")
        for depth, part in enumerate(parts):
            if (folder / ".gitignore").exists() or folder == root:
                rules = IgnoreRules(str(folder), rules)
            assert rules is not None
            folder /= part
            if rules.ignores(str(folder), is_folder=depth + 1 < len(parts)):
                found.add(name)
                break
    return found


@pytest.mark.parametrize(
    "lines",
    [
        ["Dockerfile"],
        ["/Dockerfile"],
        ["*.Dockerfile", "!a.Dockerfile"],
        ["build"],
        ["build/"],
        ["build/*", "!build/x"],
        ["/build/**", "!/build/x/", "!/build/x/**"],
        ["b/c"],
        ["**/c"],
        ["b/**"],
        ["b/**/Dockerfile"],
        ["**/b/**"],
        ["**"],
        ["*", "!*/", "!b/Dockerfile"],
        ["foo/bar"],
        ["/foo/bar/"],
        ["**/foo/bar"],
        ["foo/*/Dockerfile"],
        ["\\#a", "\\!a", "a\\[b\\]", "a\\\\b"],
        ["# comment", "", "   ", "!", "/"],
        ["a[[]b]"],
        ["[[:lower:]]"],
        ["[[:nonsense:]]"],
        ["[!a-y]*"],
        ["[]a]*"],
        ["[z-a]"],
        ["[a"],
        ["with space"],
        ["with\\ space/"],
        ["end "],
        ["end\\ "],
        ["end\\  "],
        ["b/", "!b/c"],
        ["?"],
        ["é"],
        ["b\r"],
        ["\ufeffb"],
        ["trailing\\"],
        ["x//b"],
        ["b/./c"],
        ["a**e"],
        ["*/b"],
        ["/*", "!/b"],
    ],
)
def test_lines_mean_what_they_mean_to_git(repository: Path, lines: list[str]) -> None:
    (repository / ".gitignore").write_bytes("\n".join(lines).encode())
    assert ignored_by_us(repository) == ignored_by_git(repository)


PIECES = "* ** ? / a b c x Dockerfile foo bar build [a-c] [!b] [^x] \\ ! # . [[:alpha:]] [ ] -"
WORDS = st.lists(st.sampled_from([" ", *PIECES.split()]), max_size=6).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=2))
def test_any_lines_mean_what_they_mean_to_git(
    repository: Path, lines: list[str], nested: list[str], local: list[str]
) -> None:
    (repository / ".gitignore").write_text("\n".join(lines))
    (repository / "b" / ".gitignore").write_text("\n".join(nested))
    exclude = repository / ".git" / "info" / "exclude"
    exclude.write_text("\n".join(local))
    try:
        assert ignored_by_us(repository) == ignored_by_git(repository)
    finally:
        (repository / "b" / ".gitignore").unlink()
        exclude.unlink()


@pytest.mark.parametrize("pattern", ["*a" * 30 + "*b", "**/a/" * 15 + "b", "[!x]*" * 25 + "y", "a/**/" * 12 + "/b"])
def test_hostile_patterns_cost_no_time(pattern: str) -> None:
    compiled, _ = compile_lines([pattern])
    start = time.perf_counter()
    for path in ("a" * 200, "a/" * 200, "a/" * 200 + "c"):
        assert compiled.fullmatch(path) is None
    assert time.perf_counter() - start < 1
