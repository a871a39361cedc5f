r"""The smoke test of an image: what is run in it, as the configuration's `smoke` or the command line says it.

smoke:
  command: python -c "import app"     # instead of the entry point; a text goes through /bin/sh, a list does not
  arguments: [--version]              # behind the entry point, as `docker run IMAGE --version`
  stdin: "a text"                     # for either of these
  requests:                           # of the container as it starts by itself
    - /health
    - {path: /items, port: 8080, method: POST, body: '{"name": "a"}', headers: {Content-Type: application/json}}
  inside: cat /tmp/ticks              # a command in that container, once it listens
  environment: {NAME: value}
  ignore: ['took \d+ ms']            # regular expressions: what they match in the output is not compared
  timeout: 30                         # seconds
  edit: app.py                        # the file that is changed where the rebuild is timed
"""

from __future__ import annotations

import re

from dockerlint.measure.errors import MeasureError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

TIMEOUT: Final = 30.0
_KEYS: Final = (*("arguments", "command", "edit", "environment", "ignore", "inside", "requests", "stdin", "timeout"),)
_REQUEST_KEYS: Final = ("body", "headers", "method", "path", "port")
_METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_SHELL: Final = ("/bin/sh", "-c")


class SmokeError(MeasureError):
    """A smoke test that cannot be read; its text is one line for the user."""


class Request:
    """An HTTP request; `port` None is the one that the container listens on."""

    __slots__ = ("body", "headers", "method", "path", "port")

    def __init__(self, path: str, port: int | None = None) -> None:
        self.path = path
        self.port = port
        self.method = "GET"
        self.body: bytes | None = None
        self.headers: dict[str, str] = {}

    def __str__(self) -> str:
        return f"{self.method} {f':{self.port}' if self.port else ''}{self.path}"


class Smoke:
    """What is run, and in what. Without any of the four it says nothing but `environment`, `timeout` and `edit`."""

    __slots__ = ("arguments", "command", "edit", "environment", "ignore", "inside", "requests", "stdin", "timeout")

    def __init__(self) -> None:
        self.command: list[str] | None = None
        self.arguments: list[str] | None = None
        self.inside: list[str] | None = None
        self.requests: list[Request] = []
        self.stdin: bytes | None = None
        self.environment: dict[str, str] = {}
        self.ignore: list[re.Pattern[str]] = []
        self.timeout = TIMEOUT
        self.edit: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to run."""
        return self.command is None and self.arguments is None and self.inside is None and not self.requests

    @property
    def starts(self) -> bool:
        """Whether it is about the container as it starts by itself."""
        return bool(self.requests) or self.inside is not None

    def visible(self, text: str) -> str:
        """Return an output without what is not compared."""
        for pattern in self.ignore:
            text = pattern.sub("", text)
        return text

    def __str__(self) -> str:
        parts = [" ".join(one) for one in (self.command, self.arguments, self.inside) if one is not None]
        return "; ".join([*parts, *map(str, self.requests)])


def read_smoke(value: object) -> Smoke:
    """Read a smoke test: a command as a text or a list, or a map of the keys above. Raises SmokeError."""
    smoke = Smoke()
    if not isinstance(value, dict):
        smoke.command = _command(value, "smoke")
        return smoke
    for key, given in value.items():
        if key not in _KEYS:
            raise SmokeError(f"`smoke` has no key `{key}`{_nearest(str(key), _KEYS)}")
        name = f"smoke.{key}"
        if key in ("command", "inside"):
            setattr(smoke, key, _command(given, name))
        elif key == "arguments":
            smoke.arguments = given.split() if isinstance(given, str) else _texts(given, name)
        elif key == "requests":
            smoke.requests = [_request(one) for one in (given if isinstance(given, list) else [given])]
        elif key == "stdin":
            smoke.stdin = _text(given, name).encode("utf-8", "surrogateescape")
        elif key == "environment":
            smoke.environment = _map(given, name)
        elif key == "ignore":
            smoke.ignore = [_pattern(one, name) for one in (given if isinstance(given, list) else [given])]
        elif key == "timeout":
            smoke.timeout = _seconds(given, name)
        else:
            smoke.edit = _text(given, name)
    if smoke.command is not None and smoke.arguments is not None:
        raise SmokeError("`smoke.command` replaces the entry point, `smoke.arguments` come behind it: one of them")
    if smoke.stdin is not None and smoke.command is None and smoke.arguments is None:
        raise SmokeError("`smoke.stdin` needs `command` or `arguments`")
    return smoke


def _command(value: object, name: str) -> list[str]:
    if isinstance(value, str) and value.strip():
        return [*_SHELL, value]
    found = _texts(value, name)
    if not found:
        raise SmokeError(f"`{name}` is empty")
    return found


def _request(value: object) -> Request:
    if isinstance(value, str):
        found = re.fullmatch(r"(?::(\d{1,5}))?(/.*)", value)
        if not found:
            raise SmokeError(f"`smoke.requests`: `{value}` is neither a path that begins with / nor `:PORT/path`")
        return Request(found.group(2), int(found.group(1)) if found.group(1) else None)
    if not isinstance(value, dict):
        raise SmokeError("`smoke.requests` takes paths, and maps with `path`")
    for key in value:
        if key not in _REQUEST_KEYS:
            raise SmokeError(f"a request has no key `{key}`{_nearest(str(key), _REQUEST_KEYS)}")
    request = _request(_text(value.get("path"), "smoke.requests.path"))
    port = value.get("port", request.port)
    if port is not None and (isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 65536):
        raise SmokeError(f"`smoke.requests.port`: `{port}` is no port")
    request.port = port
    request.method = _text(value.get("method", "GET"), "smoke.requests.method").upper()
    if request.method not in _METHODS:
        raise SmokeError(f"`smoke.requests.method` is one of {', '.join(_METHODS)}")
    if "body" in value:
        request.body = _text(value["body"], "smoke.requests.body").encode("utf-8", "surrogateescape")
    request.headers = _map(value.get("headers", {}), "smoke.requests.headers")
    return request


def _text(value: object, name: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SmokeError(f"`{name}` takes a text")
    return str(value)


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list):
        raise SmokeError(f"`{name}` takes a text or a list of texts")
    return [_text(one, name) for one in value]


def _map(value: object, name: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise SmokeError(f"`{name}` takes names with values")
    return {str(key): _text(one, f"{name}.{key}") for key, one in value.items()}


def _pattern(value: object, name: str) -> re.Pattern[str]:
    try:
        return re.compile(_text(value, name), re.MULTILINE)
    except re.error as error:
        raise SmokeError(f"`{name}`: `{value}` is no regular expression: {error}") from error


def _seconds(value: Any, name: str) -> float:  # noqa: ANN401  # whatever the file says
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = 0.0
    if isinstance(value, bool) or not 0 < seconds < 1e5:
        raise SmokeError(f"`{name}` takes a number of seconds above 0")
    return seconds


def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    found = get_close_matches(word, known, 1)
    return f"; did you mean `{found[0]}`?" if found else f"; it knows {', '.join(known)}"
