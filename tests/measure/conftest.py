"""The engine that some tests need, and running the command."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from dockerlint.cli.main import main
from dockerlint.measure.engine import Engine, connect
from dockerlint.measure.errors import EngineError
from tests.engine.conftest import unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASE = "debian:bookworm-slim"
EMPTY = "busybox:1.35"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine that answers and has the stand-in images; without one the test is skipped."""
    pytest.importorskip("docker")
    try:
        found = connect()
    except EngineError as error:
        pytest.skip(f"no engine: {error}")
    for name in (BASE, EMPTY):
        try:
            found.api.inspect_image(name)
        except found.errors:
            found.close()
            pytest.skip(f"the engine has no {name}: tests/engine/make_bases makes it")
    yield found
    found.close()


@pytest.fixture(scope="session")
def docker_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Debian's docker-registry, started for the tests; skopeo is there too."""
    for name in ("docker-registry", "skopeo"):
        if shutil.which(name) is None:
            unavailable(f"no {name}: apt-get install {name}")
    folder = tmp_path_factory.mktemp("registry")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "registry.yml"
    settings.write_text(
        f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\n"
        f"http: {{addr: 127.0.0.1:{port}}}\n"
    )
    process = subprocess.Popen(
        ["docker-registry", "serve", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


class Run:
    """What a run printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs a command line of `measure` here."""

    def run(*arguments: str) -> Run:
        capsys.readouterr()
        code = main(["measure", *arguments])
        written = capsys.readouterr()
        return Run(code, written.out, written.err)

    return run


def docker(*arguments: str) -> bytes:
    """Run the docker command."""
    return subprocess.run(["docker", *arguments], check=True, capture_output=True).stdout
