"""A Docker engine, or Podman's service that speaks its language: finding it, and taking images out of it."""

from __future__ import annotations

import io
import os
import sys

from dockerlint.measure.archive import ChunkReader, read_stream
from dockerlint.measure.errors import ArchiveError, EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

    from dockerlint.measure.archive import Image, Progress

# An engine writes a whole archive to its disk before it sends the first byte: 12 s for a gigabyte here.
_SAVE_SILENCE: Final = 900
_ANSWER_SILENCE: Final = 60
_CHUNK: Final = 256 << 10


class Engine:
    """A connection to an engine. `host` is its address."""

    __slots__ = ("_version", "api", "errors", "host")

    def __init__(self, api: Any, host: str, errors: tuple[type[BaseException], ...]) -> None:  # noqa: ANN401
        self.api = api  # docker.APIClient
        self.host = host
        self.errors = errors  # what the SDK and what is below it raise
        self._version: dict[str, Any] | None = None

    @property
    def version(self) -> dict[str, Any]:
        """What the engine says of itself."""
        if self._version is None:
            with self.asking("cannot say its version"):
                self._version = self.api.version()
        return self._version or {}

    @property
    def is_podman(self) -> bool:
        """Whether Podman answers, whose builder knows everything and takes no `version=2`."""
        components = self.version.get("Components") or []
        return any("podman" in str(one.get("Name", "")).lower() for one in components)

    @property
    def release(self) -> tuple[int, int]:
        """The engine's version, such as (20, 10); (0, 0) where it cannot be read."""
        parts = str(self.version.get("Version", "")).split(".")
        numbers = [int(part) for part in parts[:2] if part.isdecimal()]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)

    def asking(self, what: str) -> _Asking:
        """Return a context in which the SDK's exceptions become an EngineError that begins with `the engine …`."""
        return _Asking(self.errors, f"the engine at {self.host} {what}")

    def image(self, name: str, *, progress: Progress | None = None) -> Image:
        """Read an image by its name or id. Raises EngineError where there is none."""
        import docker.errors

        with self.asking(f"cannot say what `{name}` is"):
            try:
                found = self.api.inspect_image(name)
            except docker.errors.ImageNotFound:
                raise EngineError(
                    f"`{name}` is neither a file nor an image of the engine at {self.host}; "
                    f"to size one in a registry without pulling it, write docker://{name}"
                ) from None
        with self.asking(f"stopped sending `{name}`"):
            response = self.api._get(  # noqa: SLF001  # get_image() has the client's short time-out
                self.api._url("/images/{0}/get", found["Id"]),  # noqa: SLF001
                stream=True,
                timeout=_SAVE_SILENCE,
            )
            with response:
                self.api._raise_for_status(response)  # noqa: SLF001
                raw = ChunkReader(self._chunks(response, name))
                try:
                    image = read_stream(io.BufferedReader(raw, _CHUNK), f"image {name}", progress=progress)
                except ArchiveError as error:
                    if "truncated" in str(error):
                        raise EngineError(f"the engine at {self.host} stopped sending `{name}`: {error}") from error
                    raise
        image.names = [str(tag) for tag in found.get("RepoTags") or []]
        return image

    def _chunks(self, response: Any, name: str) -> Iterator[bytes]:  # noqa: ANN401
        try:
            yield from response.iter_content(_CHUNK)
        except self.errors as error:
            raise EngineError(f"the engine at {self.host} stopped sending `{name}`: {_short(error)}") from error

    def close(self) -> None:
        """End the connection."""
        self.api.close()


class _Asking:
    """Turns the SDK's exceptions into ours."""

    def __init__(self, errors: tuple[type[BaseException], ...], what: str) -> None:
        self._errors = errors
        self._what = what

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and isinstance(error, self._errors):
            raise EngineError(f"{self._what}: {_short(error)}") from error


def connect() -> Engine:
    """Connect to the engine that the environment, Docker's context or the usual sockets name. Raises EngineError."""
    try:
        import docker
        import docker.errors
        import requests.exceptions
        import urllib3.exceptions
    except ImportError as error:
        raise EngineError(f"the package `docker` is needed to ask an engine: {error}") from error
    errors: tuple[type[BaseException], ...] = (
        docker.errors.DockerException,
        requests.exceptions.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
    )
    if os.environ.get("DOCKER_HOST"):
        return _answering(_environment_client, os.environ["DOCKER_HOST"], errors)
    host, client = _of_context(errors)
    if client is not None:
        return _answering(client, host, errors)
    tried = []
    for path in _sockets():
        if os.path.exists(path):
            try:
                return _answering(_socket_client(path), f"unix://{path}", errors)
            except EngineError as error:
                tried.append(str(error))
    if tried:
        raise EngineError(tried[0])
    if sys.platform == "win32":
        return _answering(_environment_client, "npipe:////./pipe/docker_engine", errors)
    raise EngineError(
        f"no engine: DOCKER_HOST is not set, and none of {', '.join(_sockets())} is there; archives and OCI layouts "
        "need none"
    )


def _answering(client: Any, host: str, errors: tuple[type[BaseException], ...]) -> Engine:  # noqa: ANN401
    try:
        api = client()
        api.ping()
    except errors as error:
        if host.startswith("ssh://") and "paramiko" in str(error):
            raise EngineError("an engine over SSH needs the package paramiko: pip install dockerlint[ssh]") from error
        raise EngineError(f"no engine answers at {host}: {_short(error)}") from error
    return Engine(api, host, errors)


def _client(**options: Any) -> Any:  # noqa: ANN401
    import docker

    class Client(docker.APIClient):  # type: ignore[misc]  # the SDK has no types
        def merge_environment_settings(self, url: str, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:  # noqa: ANN401
            # Else REQUESTS_CA_BUNDLE would beat the engine's own authority.
            own = self.verify if verify is None else verify
            return super().merge_environment_settings(url, proxies, stream, own, cert)

    return Client(timeout=_ANSWER_SILENCE, version="auto", **options)


def _environment_client() -> Any:  # noqa: ANN401
    import docker.utils

    # With ssh:// the command `ssh` is asked, with all that the user has set up for it.
    is_ssh = os.environ.get("DOCKER_HOST", "").startswith("ssh://")
    return _client(use_ssh_client=is_ssh, **docker.utils.kwargs_from_env())


def _socket_client(path: str) -> Any:  # noqa: ANN401
    return lambda: _client(base_url=f"unix://{path}")


def _of_context(errors: tuple[type[BaseException], ...]) -> tuple[str, Any]:
    """Return address and client of Docker's current context; None for the default one."""
    from docker.context import ContextAPI

    name = os.environ.get("DOCKER_CONTEXT", "")
    try:
        context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    except errors as error:
        raise EngineError(f"Docker's context `{name or 'current'}` cannot be read: {_short(error)}") from error
    except (KeyError, TypeError, ValueError):
        context = None
    if context is None:
        if name and name != "default":
            raise EngineError(f"Docker has no context called `{name}`")
        return "", None
    if context.name == "default" or not context.Host:
        return "", None
    host, tls = context.Host, context.TLSConfig
    is_ssh = host.startswith("ssh://")

    def client() -> Any:  # noqa: ANN401
        return _client(base_url=host, tls=tls or False, use_ssh_client=is_ssh)

    return host, client


def _sockets() -> list[str]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    home = os.path.expanduser("~")
    mine = [os.path.join(runtime, name) for name in ("docker.sock", "podman/podman.sock")] if runtime else []
    return ["/var/run/docker.sock", *mine, os.path.join(home, ".docker/run/docker.sock"), "/run/podman/podman.sock"]


def _short(error: BaseException) -> str:
    """Return what an exception of the SDK says, without the layers of wrapping around it."""
    explanation = getattr(error, "explanation", None)
    if isinstance(explanation, bytes):
        explanation = explanation.decode("utf-8", "replace")
    if isinstance(explanation, str) and explanation:
        return " ".join(explanation.split())
    innermost = error
    for _ in range(10):
        below = innermost.__cause__ or innermost.__context__
        if below is None:
            break
        innermost = below
    if isinstance(innermost, OSError) and innermost.strerror:
        return innermost.strerror.lower()
    return " ".join((str(error) or type(error).__name__).split())[:500]
