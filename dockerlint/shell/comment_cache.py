"""What ShellCheck said of scripts that it has seen before, on disk."""

from __future__ import annotations

import marshal
import os
import sys

from dockerlint.shell.shellcheck import ARGUMENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.shellcheck import Comment

# To be raised where the form of an entry changes.
_FORM = 1


class CommentCache:
    """Comments by script, one small file each. A file that cannot be read is a script not seen yet.

    The folder is this user's alone: its files are read with `marshal`, which trusts what it reads.
    """

    __slots__ = ("_folder", "_salt")

    def __init__(self, program: str) -> None:
        try:
            facts = os.stat(program)
            identity = (os.path.realpath(program), facts.st_size, facts.st_mtime_ns)
        except OSError:
            identity = (program, 0, 0)
        self._salt = repr((_FORM, sys.implementation.cache_tag, identity, ARGUMENTS)).encode("utf-8", "replace")
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
        self._folder: str | None = os.path.join(base, "dockerlint", "shellcheck")
        try:
            os.makedirs(self._folder, 0o700, exist_ok=True)
            owner = os.stat(self._folder).st_uid
        except OSError:
            self._folder = None
        else:
            if hasattr(os, "getuid") and owner != os.getuid():
                self._folder = None

    def get(self, script: str) -> list[Comment] | None:
        """Return what was said of a script; None where it was not seen."""
        if self._folder is None:
            return None
        try:
            with open(self._path(script), "rb") as file:
                found = marshal.loads(file.read())  # noqa: S302  # see above
        except (OSError, ValueError, EOFError, TypeError):
            return None
        return found if isinstance(found, list) else None

    def put(self, script: str, comments: list[Comment]) -> None:
        """Keep what was said of a script; a cache that cannot be written is none."""
        if self._folder is None:
            return
        path = self._path(script)
        part = f"{path}.{os.getpid()}"
        try:
            with open(part, "wb") as file:
                file.write(marshal.dumps(comments))
            os.replace(part, path)
        except OSError:
            self._folder = None

    def _path(self, script: str) -> str:
        assert self._folder is not None  # noqa: S101  # for the type checker
        try:
            from _blake2 import blake2b  # `hashlib` takes six milliseconds to import
        except ImportError:
            from hashlib import blake2b
        digest = blake2b(script.encode("utf-8", "replace"), digest_size=16, key=self._salt[-64:])
        digest.update(self._salt)
        return os.path.join(self._folder, digest.hexdigest())
