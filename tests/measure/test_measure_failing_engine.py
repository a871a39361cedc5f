"""Engines that die, refuse, fill up or never end: a clear error, exit code 2, and what was begun is cleaned up."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.measure.archives import Item, docker_archive, tar_layer
from tests.measure.conftest import EMPTY, docker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

# The SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

IMAGE = "sha256:" + "a" * 64
ARCHIVE = docker_archive([tar_layer([Item("a", data=os.urandom(200_000))])])


class _GoneError(Exception):
    """The connection ends here, in the middle of whatever it was."""


class FakeEngine:
    """An engine that answers as told. `build` yields what the stream of a build says; bytes go out as they are."""

    def __init__(self) -> None:
        self.build: Callable[[], Iterator[object]] = self.built
        self.archive = ARCHIVE
        self.asked: list[str] = []
        self.is_gone = threading.Event()  # nobody is answered any more
        self.is_over = threading.Event()  # of the test
        engine = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (_GoneError, ConnectionError):
                    self.close_connection = True

            def parse_request(self) -> bool:
                if engine.is_gone.is_set():
                    raise _GoneError
                return super().parse_request()

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                engine.asked.append(f"GET {path}")
                if path.endswith("/version"):
                    self.answer(200, {"ApiVersion": "1.41", "MinAPIVersion": "1.12", "Version": "20.10", "Os": "linux"})
                elif path.endswith("/images/json"):
                    self.answer(200, [])
                elif path.endswith("/get"):
                    self.answer(200, engine.archive[: len(ARCHIVE)], length=len(ARCHIVE))
                elif "/images/" in path:
                    self.answer(200, {"Id": IMAGE, "RepoTags": []})
                else:
                    self.answer(200, b"OK")

            def do_POST(self) -> None:
                engine.asked.append(f"POST {self.path}")
                if "/build/cancel" in self.path:
                    self.answer(200, {})
                    return
                while size := int(self.rfile.readline(), 16):
                    self.rfile.read(size + 2)
                self.rfile.readline()
                events = engine.build()
                first = next(events, None)
                if isinstance(first, int):
                    self.answer(first, {"message": "it does not want to"})
                    return
                self.send_response(200)
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                while first is not None:
                    data = first if isinstance(first, bytes) else json.dumps(first).encode() + b"\r\n"
                    self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                    first = next(events, None)
                self.wfile.write(b"0\r\n\r\n")

            def do_DELETE(self) -> None:
                engine.asked.append(f"DELETE {self.path.partition('?')[0]}")
                self.answer(200, [])

            def answer(self, status: int, body: object, length: int | None = None) -> None:
                data = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data) if length is None else length))
                self.end_headers()
                self.wfile.write(data)
                if length is not None and len(data) < length:
                    raise _GoneError

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @staticmethod
    def built() -> Iterator[object]:
        yield {"stream": f"Step 1/1 : FROM {EMPTY}"}
        yield {"aux": {"ID": IMAGE}}

    def dies(self) -> Iterator[object]:
        yield {"stream": f"Step 1/2 : FROM {EMPTY}"}
        self.is_gone.set()
        raise _GoneError

    @staticmethod
    def cut() -> Iterator[object]:
        yield {"stream": f"Step 1/2 : FROM {EMPTY}"}
        raise _GoneError

    @staticmethod
    def silent() -> Iterator[object]:
        yield {"stream": f"Step 1/2 : FROM {EMPTY}"}

    @staticmethod
    def nonsense() -> Iterator[object]:
        yield b'{"stream": '
        yield b"]]]]\r\n" * 3

    @staticmethod
    def refuses() -> Iterator[object]:
        yield 500

    @staticmethod
    def full() -> Iterator[object]:
        yield {"stream": f"Step 1/2 : FROM {EMPTY}"}
        yield {"stream": "Step 2/2 : RUN fill"}
        yield {"stream": "filling\n"}
        message = "write /var/lib/docker/tmp/x: no space left on device"
        yield {"error": message, "errorDetail": {"message": message}}

    def waits(self) -> Iterator[object]:
        yield {"stream": f"Step 1/2 : FROM {EMPTY}"}
        self.is_over.wait(60)

    def talks(self) -> Iterator[object]:
        while not self.is_over.is_set():
            yield {"stream": "still at it\n"}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeEngine]:
    for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    found = FakeEngine()
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{found.server.server_address[1]}")
    (tmp_path / "Dockerfile").write_text(f"FROM {EMPTY}\nRUN fill\n")
    yield found
    found.is_over.set()
    found.server.shutdown()
    found.server.server_close()
    found.thread.join()


def test_what_the_fake_engine_builds_is_measured(fake: FakeEngine, run: Callable[..., Run]) -> None:
    result = run("Dockerfile", "--json", "--isolated")
    assert result.code == 0, result.err
    assert json.loads(result.out)["image"]["bytes"] == 200_000
    assert [one for one in fake.asked if one.startswith("DELETE") and "dockerlint-measure" in one]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("dies", "ended the build early"),
        ("cut", "ended the build early"),
        ("silent", "ended the build without a word"),
        ("nonsense", "ended the build early"),
        ("refuses", "it does not want to"),
        ("full", "no space left on device"),
    ],
)
def test_an_engine_that_fails_in_the_middle_of_a_build(
    kind: str, message: str, builder: str, fake: FakeEngine, run: Callable[..., Run], tmp_path: Path
) -> None:
    fake.build = getattr(fake, kind)
    before = sorted(tmp_path.rglob("*"))
    start = time.monotonic()
    result = run("Dockerfile", "--builder", builder, "--json", "--isolated")
    assert time.monotonic() - start < 30
    assert (result.code, result.out) == (2, "")
    (line,) = [line for line in result.err.splitlines() if line.startswith("error: ")]
    assert message in line
    assert "Traceback" not in result.err
    assert sorted(tmp_path.rglob("*")) == before
    # What the build may have made goes, where somebody is still there to be asked.
    asked = [one for one in fake.asked if one.startswith("DELETE") and "dockerlint-measure" in one]
    assert len(asked) == (0 if kind == "dies" else 1)


def test_a_full_disk_names_the_line_that_filled_it(fake: FakeEngine, run: Callable[..., Run]) -> None:
    fake.build = fake.full
    result = run("Dockerfile", "--builder", "classic", "--isolated")
    assert result.code == 2
    assert "Dockerfile:2: write /var/lib/docker/tmp/x: no space left on device" in result.err
    assert "    2 | RUN fill" in result.err
    assert "\nfilling\n" in result.err


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize("kind", ["waits", "talks"])
def test_a_build_that_never_ends_is_ended(kind: str, builder: str, fake: FakeEngine, run: Callable[..., Run]) -> None:
    fake.build = getattr(fake, kind)
    start = time.monotonic()
    result = run("Dockerfile", "--builder", builder, "--timeout", "1", "--json", "--isolated")
    assert time.monotonic() - start < 30
    assert (result.code, result.out) == (2, "")
    assert "not done after 1 s: ended (--timeout)" in result.err
    assert any("/build/cancel" in one for one in fake.asked) == (builder == "buildkit")
    assert any(one.startswith("DELETE") and "dockerlint-measure" in one for one in fake.asked)


def test_an_engine_that_stops_sending_the_image(fake: FakeEngine, run: Callable[..., Run]) -> None:
    fake.archive = ARCHIVE[:100_000]
    for target in ("Dockerfile", "some:image"):
        result = run(target, "--json", "--isolated")
        assert (result.code, result.out) == (2, "")
        assert "stopped sending" in result.err
        assert result.err.count("\n") == 1


def test_an_engine_that_is_not_there_any_more(fake: FakeEngine, run: Callable[..., Run]) -> None:
    fake.is_gone.set()
    for target in ("Dockerfile", "some:image"):
        result = run(target, "--json", "--isolated")
        assert (result.code, result.out) == (2, "")
        assert "no engine answers at tcp://127.0.0.1" in result.err
        assert result.err.count("\n") == 1


# A real engine behind a connection that breaks


class Relay:
    """A socket in front of the engine's. Once a mark goes through, every connection breaks; new ones are served."""

    def __init__(self, path: Path, engine: str, mark: bytes) -> None:
        self._engine = engine
        self._mark = mark
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.has_broken = threading.Event()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        self._start(self._accept)

    def _start(self, work: Callable[..., None], *arguments: object) -> threading.Thread:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as engine:
            engine.connect(self._engine)
            self._open += [client, engine]
            there = self._start(self._copy, client, engine)
            self._copy(engine, client, self._mark)
            there.join(30)

    def _copy(self, source: socket.socket, target: socket.socket, mark: bytes = b"") -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
                if mark and mark in data and not self.has_broken.is_set():
                    self.has_broken.set()
                    self._break()
            target.shutdown(socket.SHUT_WR)

    def _break(self) -> None:
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._break()
        for thread in self._threads:
            thread.join(30)


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_connection_that_breaks_leaves_nothing_behind(
    builder: str, engine: Engine, tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = engine.host.removeprefix("http+").removeprefix("unix://")
    if not os.path.exists(path):
        pytest.skip("the engine has no socket here")
    monkeypatch.chdir(tmp_path)
    mark = f"mark-{os.getpid()}-{time.time()}"
    Path("Dockerfile").write_text(f"FROM {EMPTY}\nRUN echo {mark} > /m\nRUN echo bro''ken {mark}; sleep 300\n")
    # BuildKit's messages are in base 64, where one text has three faces: it breaks at the first of them.
    relay = Relay(tmp_path / "s", path, b"broken" if builder == "classic" else b"moby.buildkit.trace")
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("DOCKER_HOST", f"unix://{tmp_path}/s")
            result = run("Dockerfile", "--builder", builder, "--json", "--isolated", "--timeout", "120")
    finally:
        relay.close()
    assert relay.has_broken.is_set()
    assert (result.code, result.out) == (2, "")
    assert "ended the build" in result.err
    for image in engine.api.images(all=True):
        assert mark not in str([entry["CreatedBy"] for entry in engine.api.history(image["Id"])])
    assert mark not in docker("ps", "-a", "--no-trunc", "--format", "{{.Command}}").decode()
