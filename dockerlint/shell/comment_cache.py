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
# So many scripts are kept; a file takes one block of the disk, so this is about 200 MB. Of more, the oldest go until
# three quarters are left.
_MOST_ENTRIES = 50_000
# They are counted when so many were added by one process, or, where fewer were, now and then: for one in 64 scripts.
_COUNT_AFTER = 64


class CommentCache:
    """Comments by script, one small file each. A file that cannot be read is a script not seen yet.

    The folder is this user's alone: its files are read with `marshal`, which trusts what it reads.
    """

    __slots__ = ("_added", "_folder", "_salted")

    def __init__(self, program: str) -> None:
        self._added = 0
        try:
            facts = os.stat(program)
            identity = (os.path.realpath(program), facts.st_size, facts.st_mtime_ns)
        except OSError:
            identity = (program, 0, 0)
        try:
            from _blake2 import blake2b  # `hashlib` takes six milliseconds to import
        except ImportError:
            from hashlib import blake2b
        salt = repr((_FORM, sys.implementation.cache_tag, identity, ARGUMENTS)).encode("utf-8", "replace")
        self._salted = blake2b(salt, digest_size=16)
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
            # Thousands of small files: a buffer would cost as much as the rest.
            with open(self._path(script), "rb", buffering=0) as file:
                found = marshal.loads(file.readall())  # noqa: S302  # see above
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
            return
        self._added += 1
        # The name is a hash, so its end is a die that costs nothing.
        if self._added % _COUNT_AFTER == 0 or int(path[-2:], 16) < 256 // _COUNT_AFTER:
            self._prune()

    def _prune(self) -> None:
        """Delete the oldest entries where there are too many.

        Other processes may do the same at the same time, and read and write: a file that is gone already is no trouble,
        and who wants to read one that is gone asks ShellCheck again.
        """
        assert self._folder is not None  # noqa: S101  # for the type checker
        try:
            if len(os.listdir(self._folder)) <= _MOST_ENTRIES:
                return
            entries = []
            with os.scandir(self._folder) as found:
                for entry in found:
                    try:
                        entries.append((entry.stat().st_mtime_ns, entry.path))
                    except OSError:
                        continue
        except OSError:
            return
        entries.sort()
        for _, path in entries[: len(entries) - _MOST_ENTRIES * 3 // 4]:
            try:
                os.unlink(path)
            except OSError:
                continue

    def _path(self, script: str) -> str:
        digest = self._salted.copy()
        digest.update(script.encode("utf-8", "replace"))
        return f"{self._folder}{os.sep}{digest.hexdigest()}"
