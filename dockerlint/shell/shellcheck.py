"""ShellCheck: the program, run on scripts, and what it says of them.

Scripts are files in a private folder, as many as there are for one process: starting it costs more than most scripts.
Nothing here imports what costs milliseconds, for a check of one file waits for it.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    # Line, column, end line, end column, replacement, precedence, and whether it goes in front.
    Replacement = tuple[int, int, int, int, str, int, bool]
    # Line, column, end line, end column, level, code, message, replacements.
    Comment = tuple[int, int, int, int, str, int, str, tuple[Replacement, ...]]

# What it is told on every call. `.shellcheckrc` files are for scripts that lie in their folder.
ARGUMENTS = ("--norc", "--format=json1")
SECONDS_FOR_START = 20.0
SECONDS_FOR_SCRIPT = 2.0


class ShellCheckError(Exception):
    """ShellCheck is missing, broken or too slow."""


def find_program() -> str | None:
    """Return ShellCheck's path: beside the running interpreter, or on PATH."""
    names = ("shellcheck.exe", "shellcheck") if os.name == "nt" else ("shellcheck",)
    folders = [os.path.dirname(sys.executable), *os.environ.get("PATH", "").split(os.pathsep)]
    for folder in folders:
        for name in names:
            path = os.path.join(folder, name)
            if folder and os.path.isfile(path) and os.access(path, os.X_OK):
                return path
    return None


class Process:
    """A run of ShellCheck on scripts, in the background."""

    __slots__ = ("_child", "_count", "_deadline", "_folder", "_scripts")

    def __init__(self, program: str, scripts: Sequence[str]) -> None:
        self._count = len(scripts)
        self._deadline = time.monotonic() + SECONDS_FOR_START + SECONDS_FOR_SCRIPT * self._count
        self._folder = _private_folder()
        self._child: object = None
        self._scripts = [os.path.join(self._folder, str(number)) for number in range(self._count)]
        try:
            for path, text in zip(self._scripts, scripts, strict=True):
                with open(path, "wb") as file:
                    file.write(text.encode("utf-8", "replace"))
            self._child = _spawn([program, *ARGUMENTS, "--", *self._scripts], self._path("out"), self._path("err"))
        except OSError as error:
            self._remove()
            raise ShellCheckError(f"cannot be run: {error.strerror or error}") from None

    def results(self) -> list[list[Comment]]:
        """Wait, and return the comments of each script. Raises ShellCheckError."""
        try:
            status = _wait(self._child, self._deadline)
            with open(self._path("out"), "rb") as file:
                out = file.read()
            if status not in (0, 1):
                with open(self._path("err"), "rb") as file:
                    lines = file.read().decode("utf-8", "replace").strip().splitlines()
                raise ShellCheckError(f"failed with exit code {status}" + (f": {lines[0][:200]}" if lines else ""))
            return self._read(out)
        finally:
            self._remove()

    def _read(self, out: bytes) -> list[list[Comment]]:
        found: dict[str, list[Comment]] = {path: [] for path in self._scripts}
        try:
            for each in _parsed(out.decode("utf-8"))["comments"]:
                fix = each.get("fix") or {}
                replacements = tuple(
                    (
                        *_span(one),
                        str(one["replacement"]),
                        int(one.get("precedence", 0)),
                        one.get("insertionPoint") == "beforeStart",
                    )
                    for one in fix.get("replacements", ())
                )
                found[each["file"]].append(
                    (*_span(each), str(each["level"]), int(each["code"]), str(each["message"]), replacements)
                )
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            raise ShellCheckError("does not answer in its format `json1`") from None
        return list(found.values())

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)

    def _remove(self) -> None:
        for path in (*self._scripts, self._path("out"), self._path("err")):
            try:
                os.unlink(path)
            except OSError:
                continue
        try:
            os.rmdir(self._folder)
        except OSError:
            return


def _span(each: dict[str, Any]) -> tuple[int, int, int, int]:
    return int(each["line"]), int(each["column"]), int(each["endLine"]), int(each["endColumn"])


def _private_folder() -> str:
    """Make a folder that only we may read. The module `tempfile` takes longer to import than ShellCheck to run."""
    places = [os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP")]
    for place in ("/dev/shm", *places, "/tmp", os.curdir):  # noqa: S108  # the name is random, the folder private
        if place and os.path.isdir(place) and os.access(place, os.W_OK):
            folder = os.path.join(place, f"dockerlint-{os.getpid()}-{os.urandom(8).hex()}")
            try:
                os.mkdir(folder, 0o700)
            except OSError:
                continue
            return folder
    raise ShellCheckError("cannot be run: there is no folder for temporary files")


def _spawn(command: list[str], out: str, err: str) -> object:
    if not hasattr(os, "posix_spawn"):
        import subprocess

        with open(out, "wb") as out_file, open(err, "wb") as err_file:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file)  # noqa: S603
    create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, create, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, err, create, 0o600),
    ]
    # Its messages hold characters of the scripts: without a UTF-8 locale it would fail on them.
    return os.posix_spawn(command[0], command, {**os.environ, "LC_ALL": "C.UTF-8"}, file_actions=actions)


def _wait(child: object, deadline: float) -> int:
    """Return the exit code."""
    if not isinstance(child, int):
        from subprocess import TimeoutExpired

        try:
            return int(child.wait(max(deadline - time.monotonic(), 0.0)))  # type: ignore[attr-defined]
        except TimeoutExpired:
            child.kill()  # type: ignore[attr-defined]
            child.wait()  # type: ignore[attr-defined]
            raise ShellCheckError("takes too long") from None
    pause = 0.0005
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(child, 9)
            os.waitpid(child, 0)
            raise ShellCheckError("takes too long")
        time.sleep(pause)
        pause = min(pause * 1.2, 0.01)


class _Reading:
    """How CPython's JSON scanner is to read."""

    strict = False
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}  # noqa: RUF012  # the scanner's own


def _parsed(text: str) -> dict[str, Any]:
    try:
        from _json import make_scanner
    except ImportError:
        from json import loads

        return loads(text)  # type: ignore[no-any-return]
    # The module `json` imports `re`, which takes longer than all that is to be read.
    return make_scanner(_Reading)(text.strip(), 0)[0]  # type: ignore[arg-type, no-any-return]
