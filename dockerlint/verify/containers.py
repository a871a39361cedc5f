"""Containers of one verification: started, watched, asked, and removed however it ends."""

from __future__ import annotations

import http.client
import io
import os
import secrets as random_names
import struct
import time
from contextlib import suppress

from dockerlint.measure.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final, Self

    from dockerlint.measure.engine import Engine
    from dockerlint.verify.smoke import Request

NAME: Final = "dockerlint-verify"
# What a program sees as the name of its machine: the same in every container, and no name of this one.
HOST_NAME: Final = "container"
_MOST_OUTPUT: Final = 1 << 20
_PROC: Final = ("/proc/net/tcp", "/proc/net/tcp6")
_LISTEN: Final = "0A"
_SECOND: Final = 1_000_000_000
_HEALTH_INTERVAL: Final = 1


class Output:
    """What a command printed and ended with. `code` is None where it did not end in time."""

    __slots__ = ("code", "stderr", "stdout")

    def __init__(self, code: int | None, stdout: str, stderr: str) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def log(self) -> str:
        """Both streams, one after the other."""
        return self.stdout + self.stderr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Output) and (self.code, self.stdout, self.stderr) == (
            other.code,
            other.stdout,
            other.stderr,
        )


class Answer:
    """An HTTP answer. `error` says why there is none."""

    __slots__ = ("body", "error", "kind", "status")

    def __init__(self, status: int, kind: str, body: bytes, error: str = "") -> None:
        self.status = status
        self.kind = kind  # of content
        self.body = body
        self.error = error


class Container:
    """A container that was created."""

    def __init__(self, engine: Engine, name: str, helper: str) -> None:
        self._engine = engine
        self._api = engine.api
        self.name = name
        self._helper = helper  # an image with `cat`, for containers without
        self._has_cat = True
        self._refusal = ""  # why it could not be started at all

    def start(self, stdin: bytes | None = None) -> None:
        """Start it, and give it its standard input. One whose program is not there has ended at once."""
        with self._engine.asking("cannot start a container"):
            if stdin is None:
                self._start()
                return
            socket = self._api.attach_socket(self.name, params={"stdin": 1, "stream": 1})
            try:
                self._start()
                import socket as sockets

                raw = getattr(socket, "_sock", socket)
                with suppress(OSError):
                    raw.sendall(stdin)
                    raw.shutdown(sockets.SHUT_WR)
            finally:
                _close(socket)

    def _start(self) -> None:
        import docker.errors

        try:
            self._api.start(self.name)
        except docker.errors.APIError:
            self._refusal = str(self.state.get("Error") or "")
            if not self._refusal:
                raise

    @property
    def state(self) -> Mapping[str, Any]:
        """Its state: `Running`, `ExitCode`, `Health`."""
        with self._engine.asking("cannot say how a container is"):
            found: Mapping[str, Any] = self._api.inspect_container(self.name)["State"]
        return found

    def wait(self, timeout: float) -> int | None:
        """Wait for its end and return the exit code; None where it did not come in time."""
        end = time.monotonic() + timeout
        pause = 0.05
        while True:
            state = self.state
            if not state["Running"] and (self._refusal or state.get("Status") != "created"):
                return int(state["ExitCode"])
            if time.monotonic() > end:
                return None
            time.sleep(pause)
            pause = min(0.5, 1.5 * pause)

    def output(self, code: int | None) -> Output:
        """Return what it has printed so far."""
        texts = []
        for stream in ("stdout", "stderr"):
            with self._engine.asking("cannot say what a container printed"):
                data = self._api.logs(self.name, stdout=stream == "stdout", stderr=stream == "stderr", tail=10_000)
            texts.append(data[-_MOST_OUTPUT:].decode("utf-8", "replace"))
        return Output(code, texts[0], texts[1] + self._refusal)

    def run(self, command: Sequence[str], timeout: float) -> Output:
        """Run a command inside."""
        with self._engine.asking("cannot run a command in a container"):
            made = self._api.exec_create(self.name, list(command))["Id"]
            socket = self._api.exec_start(made, socket=True)
            try:
                out, err = _both(socket, timeout)
            finally:
                _close(socket)
            code = self._api.exec_inspect(made)["ExitCode"]
        return Output(code, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def listening(self) -> set[tuple[int, bool]]:
        """Return the TCP ports that are listened on, each with whether only the container itself reaches it."""
        text = ""
        if self._has_cat:
            try:
                output = self.run(["cat", *_PROC], 10)
                # Of the two one may be missing, where IPv6 is off; without `cat` the engine's words come instead.
                text = output.stdout if "local_address" in output.stdout else ""
                self._has_cat = bool(text) or not self.state["Running"]
            except EngineError:
                if not self.state["Running"]:
                    return set()
                self._has_cat = False
        if not text and not self._has_cat:
            try:
                text = self._beside()
            except EngineError:
                if self.state["Running"]:
                    raise
        return read_ports(text)

    def _beside(self) -> str:
        """Read them with another container that is in the same network."""
        api = self._api
        name = f"{self.name}-ports"
        with self._engine.asking("cannot read the ports of a container"):
            config = api.create_host_config(network_mode=f"container:{self.name}")
            api.create_container(
                self._helper, name=name, entrypoint=["cat"], command=list(_PROC), user="0", host_config=config
            )
            try:
                api.start(name)
                api.wait(name, timeout=30)
                data: bytes = api.logs(name, stdout=True, stderr=False)
            finally:
                api.remove_container(name, force=True, v=True)
        return data.decode("ascii", "replace")

    def address(self, port: int) -> tuple[str, int] | None:
        """Return where a port of it is reached from here."""
        with self._engine.asking("cannot say where a container is reached"):
            network = self._api.inspect_container(self.name)["NetworkSettings"]
        bound = (network.get("Ports") or {}).get(f"{port}/tcp")
        if bound:
            return _host_of(self._engine.host), int(bound[0]["HostPort"])
        own = network.get("IPAddress")
        return (str(own), port) if own else None

    def ask(self, request: Request, port: int, timeout: float) -> Answer:
        """Send a request, again and again until there is an answer."""
        end = time.monotonic() + timeout
        while True:
            answer = self._ask(request, port, max(1.0, end - time.monotonic()))
            if not answer.error or time.monotonic() > end or not self.state["Running"]:
                return answer
            time.sleep(0.2)

    def _ask(self, request: Request, port: int, timeout: float) -> Answer:
        address = self.address(port)
        if address is None:
            return Answer(0, "", b"", "the container has no network in which it could be reached")
        connection = http.client.HTTPConnection(*address, timeout=timeout)
        try:
            connection.request(request.method, request.path, request.body, {"Host": "localhost", **request.headers})
            response = connection.getresponse()
            body = response.read(_MOST_OUTPUT)
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, "", b"", f"no answer on port {port}: {str(error) or type(error).__name__}")
        finally:
            connection.close()
        return Answer(response.status, response.headers.get("Content-Type", ""), body)


class Containers:
    """The containers of one verification; on leaving they are gone."""

    def __init__(self, engine: Engine, helper: str) -> None:
        self._engine = engine
        self._helper = helper
        self._names: list[str] = []
        self._network: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            for each in (f"{name}-ports", name):
                with suppress(*self._engine.errors):
                    self._engine.api.remove_container(each, force=True, v=True)
        self._names = []

    def create(
        self,
        image: str,
        *,
        command: Sequence[str] | None = None,
        entrypoint: Sequence[str] | None = None,
        environment: Mapping[str, str] | None = None,
        ports: Sequence[int] = (),
        stdin: bool = False,
        healthcheck: Mapping[str, Any] | None = None,
    ) -> Container:
        """Create a container; it is removed at the end, if not before."""
        name = f"{NAME}-{os.getpid()}-{random_names.token_hex(6)}"
        self._names.append(name)  # before it is there: whatever ends this, it goes
        api = self._engine.api
        local = _host_of(self._engine.host) == "127.0.0.1"
        bindings = dict.fromkeys(ports, ("127.0.0.1",) if local else None)
        network = self._network_mode()
        options: dict[str, Any] = {"network_mode": network}
        if network == "bridge" and ports:
            options["port_bindings"] = bindings
        with self._engine.asking("cannot make a container"):
            api.create_container(
                image,
                command=None if command is None else list(command),
                entrypoint=None if entrypoint is None else list(entrypoint),
                name=name,
                hostname=HOST_NAME,
                environment=dict(environment or {}),
                ports=list(ports),
                stdin_open=stdin,
                healthcheck=None if healthcheck is None else dict(healthcheck),
                host_config=api.create_host_config(**options),
            )
        return Container(self._engine, name, self._helper)

    def remove(self, container: Container) -> None:
        """Remove a container that is done with."""
        with suppress(*self._engine.errors):
            self._engine.api.remove_container(container.name, force=True, v=True)
            self._names.remove(container.name)

    def _network_mode(self) -> str:
        """Return `bridge`, or `none` on an engine without."""
        if self._network is None:
            with self._engine.asking("cannot list its networks"):
                names = {one.get("Name") for one in self._engine.api.networks()}
            self._network = "bridge" if names & {"bridge", "podman"} else "none"
        return self._network


def quick(healthcheck: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a health check that asks every second, else as the image has it; None where it has none."""
    if not healthcheck or (healthcheck.get("Test") or ["NONE"])[0] == "NONE":
        return None
    return {**healthcheck, "Interval": _HEALTH_INTERVAL * _SECOND}


def read_ports(text: str) -> set[tuple[int, bool]]:
    """Read /proc/net/tcp and tcp6: which ports are listened on, and whether only on a loopback address."""
    found: dict[int, bool] = {}
    for line in text.splitlines():
        parts = line.split()
        if len(parts) < 4 or parts[3] != _LISTEN:
            continue
        address, _, port = parts[1].rpartition(":")
        try:
            number, raw = int(port, 16), bytes.fromhex(address)
        except ValueError:
            continue
        # The kernel writes each four bytes as a number of the machine's order.
        words = b"".join(struct.pack(">I", word) for word in struct.unpack(f"<{len(raw) // 4}I", raw))
        is_inside = words[0] == 127 if len(words) == 4 else words == bytes(15) + b"\1" or words[-4:-3] == b"\x7f"
        found[number] = found.get(number, True) and is_inside
    return set(found.items())


def _both(socket: Any, timeout: float) -> tuple[bytes, bytes]:  # noqa: ANN401  # whatever the SDK has
    """Read standard output and error of a command until it ends or time is over."""
    from docker.utils.socket import SocketError, frames_iter

    raw = getattr(socket, "_sock", socket)
    out, err = io.BytesIO(), io.BytesIO()
    end = time.monotonic() + timeout
    with suppress(TimeoutError, SocketError):
        raw.settimeout(timeout)
        for stream, data in frames_iter(socket, tty=False):
            (err if stream == 2 else out).write(data)
            left = end - time.monotonic()
            if left <= 0 or out.tell() + err.tell() > _MOST_OUTPUT:
                break
            raw.settimeout(left)
    return out.getvalue(), err.getvalue()


def _close(socket: Any) -> None:  # noqa: ANN401  # whatever the SDK has
    """Close a connection that was taken over: the socket itself, and the answer that the SDK keeps beside it."""
    for each in (getattr(socket, "_sock", None), socket, getattr(socket, "_response", None)):
        if each is not None:
            with suppress(Exception):
                each.close()


def _host_of(address: str) -> str:
    """Return where published ports of an engine are."""
    kind, _, rest = address.partition("://")
    if kind in ("tcp", "http", "https", "ssh"):
        host = rest.rpartition("@")[2].partition("/")[0].rpartition(":")
        return (host[0] or host[2]).strip("[]")
    return "127.0.0.1"
