"""ShellCheck over many files: read ahead in batches, told in the order of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Result

NUMBER = 11


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files with scripts of their own, with one that all have, and without any; batches of three."""
    monkeypatch.setattr("dockerlint.cli.checker._FILES_AHEAD", 3)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for number in range(NUMBER):
        script = ("", "RUN echo $ALL\n", f"RUN echo $NUMBER{number}\n")[number % 3]
        (tmp_path / f"{number:02}.Dockerfile").write_text(f"FROM x\n{script}")
    return tmp_path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_files_are_told_in_their_order(
    folder: Path, jobs: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("check", "--isolated", "--shellcheck", "on", "--select", "SC2086", "--output-format", "concise")
    arguments = (*arguments, "--jobs", jobs, str(folder))
    first = run(*arguments)
    told = [line.partition(".Dockerfile")[0][-2:] for line in first.out.splitlines() if "SC2086" in line]
    assert told == [f"{number:02}" for number in range(NUMBER) if number % 3]

    def never(*_: object) -> object:
        raise AssertionError("asked again")

    monkeypatch.setattr("dockerlint.lint.shellcheck.Process", never)
    assert run(*arguments).out == first.out
