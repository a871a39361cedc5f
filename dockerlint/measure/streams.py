"""Reading bytes forward, in bounded memory: from files, pipes, parts of them, and through decompressors."""

from __future__ import annotations

import gzip
import io
import zlib

from dockerlint.measure.errors import ArchiveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, Final

PIECE: Final = 1 << 20
GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
# Real layers shrink to a third, text to a tenth. What unpacks to that much more than it takes is made of zeros to fill
# somebody's memory or disk; the floor lets small files of zeros pass.
MOST_EXPANSION: Final = 200
EXPANSION_FLOOR: Final = 256 << 20


class Section:
    """So many bytes of a stream: what is read from it never goes beyond. `name` is for messages."""

    __slots__ = ("_file", "_seekable", "left", "name", "taken")

    def __init__(self, file: BinaryIO | Section | Unpacked, size: int | None, name: str) -> None:
        """With `size` None it goes on to the end of the stream."""
        self._file = file
        self._seekable = isinstance(file, io.IOBase) and file.seekable()
        self.left = size
        self.taken = 0
        self.name = name

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes; none only at the end."""
        if self.left is not None and size > self.left:
            size = self.left
        if size <= 0:
            return b""
        data = self._file.read(size)
        self.taken += len(data)
        if self.left is not None:
            if not data:
                raise ArchiveError(f"{self.name}: ends {self.left} bytes early: truncated")
            self.left -= len(data)
        return data

    def exactly(self, size: int) -> bytes:
        """Return `size` bytes; nothing at the end of the stream. Raises ArchiveError in between."""
        data = self.read(size)
        if len(data) == size or not data:
            return data
        parts = [data]
        missing = size - len(data)
        while missing:
            data = self.read(missing)
            if not data:
                raise ArchiveError(f"{self.name}: ends in the middle of an entry: truncated")
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def pieces(self, size: int) -> Iterator[bytes]:
        """Return the next `size` bytes, piece by piece."""
        while size:
            data = self.read(min(size, PIECE))
            if not data:
                raise ArchiveError(f"{self.name}: ends in the middle of an entry: truncated")
            size -= len(data)
            yield data

    def skip(self, size: int) -> None:
        """Go on without looking."""
        if self.left is not None and size > self.left:
            raise ArchiveError(f"{self.name}: an entry is longer than what holds it: damaged")
        if self._seekable and size > PIECE:
            file = self._file
            # One byte is read: seeking beyond the end of a file succeeds.
            file.seek(size - 1, io.SEEK_CUR)  # type: ignore[union-attr]
            self.taken += size - 1
            if self.left is not None:
                self.left -= size - 1
            size = 1
        for _ in self.pieces(size):
            pass


class Unpacked(io.RawIOBase):
    """The bytes that a compressed section stands for. Raises ArchiveError for damage and for far too many of them."""

    def __init__(self, section: Section, head: bytes) -> None:
        super().__init__()
        self._section = section
        self._head = head
        self._file = self._opened(head)
        self._out = 0

    def _opened(self, head: bytes) -> BinaryIO:
        source = io.BufferedReader(_Raw(self._section, head), PIECE)
        if head.startswith(GZIP):
            return gzip.GzipFile(fileobj=source, mode="rb")  # type: ignore[return-value]
        return _zstd_file(source, self._section.name)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer."""
        try:
            data = self._file.read(min(len(buffer), PIECE))
        except (EOFError, OSError, zlib.error, ValueError, *_zstd_errors()) as error:  # type: ignore[misc]
            raise ArchiveError(f"{self._section.name}: cannot be decompressed: {_reason(error)}") from error
        self._out += len(data)
        taken = self._section.taken
        if self._out > EXPANSION_FLOOR and self._out > MOST_EXPANSION * taken:
            raise ArchiveError(
                f"{self._section.name}: unpacks to more than {MOST_EXPANSION} times its size "
                f"({self._out >> 20} MiB from {taken} bytes so far): refused"
            )
        buffer[: len(data)] = data
        return len(data)


class _Raw(io.RawIOBase):
    """A section as a raw file, with the bytes in front that were read already to see what it is."""

    def __init__(self, section: Section, head: bytes) -> None:
        super().__init__()
        self._section = section
        self._head = head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._section.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def opened(section: Section, head: bytes) -> Section:
    """Return a section's content, decompressed where it is compressed; `head` are the bytes read from it so far."""
    if head.startswith((GZIP, ZSTD)):
        raw: io.RawIOBase = Unpacked(section, head)
        return Section(io.BufferedReader(raw, PIECE // 4), None, section.name)
    left = None if section.left is None else section.left + len(head)
    return Section(io.BufferedReader(_Raw(section, head), PIECE // 4), left, section.name)


def _zstd_file(source: object, name: str) -> BinaryIO:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # Python 3.14
    except ImportError:
        try:
            from backports import zstd
        except ImportError:
            raise ArchiveError(f"{name}: is compressed with zstd: install the package backports.zstd") from None
    file: BinaryIO = zstd.ZstdFile(source, "rb")
    return file


def _zstd_errors() -> tuple[type[Exception], ...]:
    try:
        from compression.zstd import ZstdError  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        try:
            from backports.zstd import ZstdError
        except ImportError:
            return ()
    return (ZstdError,)


def _reason(error: BaseException) -> str:
    text = str(error)
    return text[:1].lower() + text[1:] if text else type(error).__name__
