"""Replacing a file as a whole: whoever looks at any moment sees the old content or the new one."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from tempfile import mkstemp


class ChangedError(OSError):
    """The file is no longer what was read."""

    def __str__(self) -> str:
        return "changed by somebody else meanwhile, left as it is"


def replace_file(path: str, expected: bytes | None, content: bytes) -> None:
    """Put a content in the place of a file's, keeping its mode and, where possible, its owner.

    `expected` is what was read of it, None for a file that may be new. A symbolic link stays one: its target is
    replaced. Raises OSError with the file's name where it cannot be done, and then the file is as it was.
    """
    try:
        _replace(path, expected, content)
    except OSError as error:
        error.filename = path  # not that of the file beside it
        raise


def _replace(path: str, expected: bytes | None, content: bytes) -> None:
    target = os.path.realpath(path)
    exists = os.path.exists(target)
    if exists and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "not writable, left as it is")
    descriptor, temporary = mkstemp(prefix=f".{os.path.basename(target)}.", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if exists:
            status = os.stat(target)
            os.chmod(temporary, status.st_mode & 0o7777)
            if hasattr(os, "chown"):
                with suppress(OSError):
                    os.chown(temporary, status.st_uid, status.st_gid)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
        _compare(target, expected)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _compare(path: str, expected: bytes | None) -> None:
    if expected is None:
        return
    with open(path, "rb") as file:
        if file.read() != expected:
            raise ChangedError
