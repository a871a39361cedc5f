"""BuildKit's messages inside the stream of a build: `StatusResponse` of moby/buildkit/api/services/control.

The few fields that are needed are read here; the package protobuf is as large as the rest of the SDK.
"""

from __future__ import annotations

import base64
import binascii

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Value = int | bytes


class Vertex:
    """A step of a build. Times are nanoseconds of the engine's clock, 0 where it has not come to that."""

    __slots__ = ("completed", "digest", "error", "is_cached", "name", "started")

    def __init__(self, digest: bytes) -> None:
        self.digest = digest
        self.name = ""
        self.is_cached = False
        self.started = 0
        self.completed = 0
        self.error = ""


class Trace:
    """The steps of a build so far, in the order in which they were told."""

    __slots__ = ("vertices",)

    def __init__(self) -> None:
        self.vertices: dict[bytes, Vertex] = {}

    def read(self, text: str) -> tuple[list[Vertex], list[tuple[bytes, bytes]]]:
        """Take a message; return the steps it is about and what they printed. One that cannot be read says nothing."""
        try:
            data = base64.b64decode(text, validate=True)
            return self._read(data)
        except (binascii.Error, IndexError, ValueError):
            return [], []

    def _read(self, data: bytes) -> tuple[list[Vertex], list[tuple[bytes, bytes]]]:
        vertices, logs = [], []
        for number, value in _fields(data):
            if not isinstance(value, bytes):
                continue
            if number == 1:
                vertices.append(self._vertex(value))
            elif number == 3:
                log = dict(_fields(value))
                vertex, message = log.get(1, b""), log.get(4, b"")
                if isinstance(vertex, bytes) and isinstance(message, bytes):
                    logs.append((vertex, message))
        return vertices, logs

    def _vertex(self, data: bytes) -> Vertex:
        found = dict(_fields(data))  # of the repeated inputs the last one, which nobody asks for
        digest = _bytes(found.get(1))
        vertex = self.vertices.setdefault(digest, Vertex(digest))
        vertex.name = _bytes(found.get(3)).decode("utf-8", "replace") or vertex.name
        vertex.is_cached = vertex.is_cached or bool(found.get(4))
        started, completed = _time(found.get(5)), _time(found.get(6))
        # A step may be told twice, with another start: it began with the first and ended with the last.
        vertex.started = min(vertex.started or started, started or vertex.started)
        vertex.completed = max(vertex.completed, completed)
        vertex.error = _bytes(found.get(7)).decode("utf-8", "replace") or vertex.error
        return vertex


def _bytes(value: Value | None) -> bytes:
    return value if isinstance(value, bytes) else b""


def _time(value: Value | None) -> int:
    if not isinstance(value, bytes):
        return 0
    parts = dict(_fields(value))
    seconds, rest = parts.get(1, 0), parts.get(2, 0)
    return seconds * 1_000_000_000 + rest if isinstance(seconds, int) and isinstance(rest, int) else 0


def _fields(data: bytes) -> Iterator[tuple[int, Value]]:
    """Yield number and value of each field of a message."""
    at = 0
    while at < len(data):
        key, at = _number(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _number(data, at)
            yield key >> 3, value
        elif kind == 2:
            size, at = _number(data, at)
            if at + size > len(data):
                raise ValueError
            yield key >> 3, data[at : at + size]
            at += size
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 70:
            raise ValueError
