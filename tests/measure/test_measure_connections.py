"""Engines elsewhere: over TLS and SSH, and Podman's service; secrets, for which the docker command builds."""

from __future__ import annotations

import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.measure.command import docker_command
from dockerlint.measure.errors import EngineError
from tests.measure.conftest import EMPTY, docker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

# The SDK leaves sockets to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def expected(engine: Engine, run: Callable[..., Run]) -> dict[str, object]:
    assert engine.host
    result = run(EMPTY, "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    found: dict[str, object] = json.loads(result.out)
    return found


class Tunnel:
    """TLS in front of the engine's socket; a client needs a certificate of the same authority."""

    def __init__(self, folder: Path, path: str) -> None:
        self._path = path
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        context.load_verify_locations(folder / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        self._context = context
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            client = self._context.wrap_socket(connection, server_side=True)
        except (ssl.SSLError, OSError):
            connection.close()
            return
        engine = socket.socket(socket.AF_UNIX)
        engine.connect(self._path)
        there = threading.Thread(target=_copy, args=(client, engine), daemon=True)
        there.start()
        _copy(engine, client)
        there.join(5)
        client.close()
        engine.close()

    def close(self) -> None:
        self._listening.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.fixture
def tunnel(engine: Engine, tmp_path: Path) -> Iterator[Tunnel]:
    path = engine.host.removeprefix("http+").removeprefix("unix://")
    if not os.path.exists(path):
        pytest.skip("the engine has no socket here")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    shutil.copy(tmp_path / "cert.pem", tmp_path / "ca.pem")
    found = Tunnel(tmp_path, path)
    yield found
    found.close()


def test_over_tls(
    expected: dict[str, object],
    tunnel: Tunnel,
    tmp_path: Path,
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{tunnel.port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    monkeypatch.setenv("DOCKER_CERT_PATH", str(tmp_path))
    result = run(EMPTY, "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    assert json.loads(result.out) == expected
    # An engine that shows another certificate is none to talk to.
    (tmp_path / "ca.pem").write_bytes((Path(pytest.importorskip("certifi").where())).read_bytes())
    result = run(EMPTY)
    assert result.code == 2
    assert "no engine answers at tcp://" in result.err


def test_over_ssh(
    expected: dict[str, object],
    engine: Engine,
    tmp_path: Path,
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("paramiko")
    if shutil.which("docker") is None:
        pytest.skip("no docker command")
    # In place of ssh: whatever host is asked for, it is this one.
    program = tmp_path / "ssh"
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexport DOCKER_HOST={engine.host}\nexec docker system dial-stdio\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DOCKER_HOST", "ssh://me@build.example.com")
    result = run(EMPTY, "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    assert json.loads(result.out) == expected
    assert "build.example.com" in (tmp_path / "asked").read_text()


@pytest.fixture
def podman(tmp_path: Path) -> Iterator[str]:
    """The socket of Podman's service, with storage of its own."""
    if shutil.which("podman") is None:
        pytest.skip("no podman")
    path = tmp_path / "podman.sock"
    with tempfile.TemporaryDirectory(prefix="p") as short:  # podman wants paths of less than 50 characters
        yield from _served(path, short)


def _served(path: Path, folder: str) -> Iterator[str]:
    command = [
        *("podman", "--root", f"{folder}/root", "--runroot", f"{folder}/run", "--storage-driver", "vfs"),
        *("--cgroup-manager", "cgroupfs", "--events-backend", "file"),
    ]
    loaded = subprocess.run([*command, "load"], input=docker("save", EMPTY), capture_output=True, check=False)
    if loaded.returncode:
        pytest.skip(f"podman does not work here: {loaded.stderr.decode()[-200:]}")
    process = subprocess.Popen(
        [*command, "system", "service", "--time", "0", f"unix://{path}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            if path.exists():
                break
            time.sleep(0.1)
        yield f"unix://{path}"
    finally:
        process.terminate()
        process.wait()


def test_podmans_service_gives_the_same_image(
    expected: dict[str, object], podman: str, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", podman)
    result = run(EMPTY, "--json", "--dive-ci", "none")
    assert result.code == 0, result.err
    found = json.loads(result.out)
    mine, theirs = (one["image"] for one in (expected, found))
    for name in ("bytes", "merged_bytes", "waste", "avoidable", "dive", "user", "users", "largest_files"):
        assert theirs[name] == mine[name], name
    assert [layer["bytes"] for layer in theirs["layers"]] == [layer["bytes"] for layer in mine["layers"]]


@pytest.mark.usefixtures("engine")
def test_a_secret_is_there_while_building_and_not_afterwards(
    tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        docker_command()
    except EngineError as error:
        pytest.skip(str(error))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token").write_text("abc")
    (tmp_path / ".dockerignore").write_text("token\n")
    mount = "--mount=type=secret,id=token"
    (tmp_path / "Dockerfile").write_text(f"FROM {EMPTY}\nRUN {mount} wc -c < /run/secrets/token > /n\nCOPY . /app\n")
    result = run(".", "--secret", "id=token,src=token", "--json", "--isolated", "--dive-ci", "none")
    assert result.code == 0, result.err
    document = json.loads(result.out)
    layer = document["image"]["layers"][1]
    assert (layer["line"], layer["bytes"]) == (2, 2)
    assert not document["image"]["secrets"]
    result = run(".", "--secret", "id=other,src=nowhere", "--isolated")
    assert result.code == 2
    assert "nowhere" in result.err or "token" in result.err
