"""A full disk: what does not fit is told of, and no half files are left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.measure.archives import Item, docker_archive, tar_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A file system with a page or so of room."""
    folder = tmp_path / "full"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    names = [f"usr/share/{number:03}/{'long-name' * 20}" for number in range(200)]
    path = tmp_path / "x.tar"
    path.write_bytes(docker_archive([tar_layer([Item(name, data=name.encode()) for name in names])]))
    return str(path)


@pytest.mark.parametrize("option", ["--output-file", "--html"])
def test_a_report_that_does_not_fit(option: str, full: Path, archive: str, run: Callable[..., Run]) -> None:
    if option == "--html":
        pytest.importorskip("plotly")
    place = full / "report"
    result = run(archive, "--json", option, str(place))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"error: {place}: no space left on device\n"
    assert list(full.iterdir()) == []
    # What was there before is not taken away.
    place.write_bytes(b"old")
    assert run(archive, "--json", option, str(place)).code == 2
    assert place.exists()


def test_standard_output_that_is_full(archive: str) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full")
    for options in ((), ("--json",)):
        with Path("/dev/full").open("wb") as nowhere:
            done = subprocess.run(
                [sys.executable, "-m", "dockerlint", "measure", archive, "--dive-ci", "none", *options],
                cwd=ROOT,
                stdout=nowhere,
                stderr=subprocess.PIPE,
                check=False,
            )
        assert (done.returncode, done.stderr) == (2, b"error: standard output: no space left on device\n")


def test_reading_needs_no_room(
    full: Path, archive: str, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(full))
    (full / "filling").write_bytes(bytes(2 << 10))
    before = sorted(full.rglob("*"))
    assert run(archive, "--json", "--dive-ci", "none").code == 0
    assert sorted(full.rglob("*")) == before


def test_a_cache_that_is_full_keeps_nothing_and_is_no_trouble(
    full: Path, archive: str, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(full))
    (tmp_path / "Dockerfile").write_text(f"FROM scratch\nCOPY . /{'x' * 20_000}\n")
    result = run(archive, "--file", str(tmp_path / "Dockerfile"), "--json", "--isolated", "--dive-ci", "none")
    assert result.code == 0, result.err
    assert not [path for path in full.rglob("*") if path.is_file()]
