"""The build context: what COPY and ADD can reach, on disk or in memory.

Questions about single files look at just these; only `files` and `size` walk, and never where the ignore file
lets nothing through. Nothing here raises for what is on the disk: what cannot be read is not there.
"""

from __future__ import annotations

import os
import stat

from dockerlint.context.paths import clean_path, has_wildcard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Final

    from dockerlint.context.ignore import IgnoreFile

    # The text of an ignore file and its path.
    IgnoreSource = tuple[str, str | None]

IGNORE_FILE: Final = ".dockerignore"
# As many symbolic links as BuildKit follows in one path.
_MAX_LINKS: Final = 255


class ContextEntry:
    """A file, directory, symbolic link or special file of the context."""

    __slots__ = ("mode", "path", "size", "target")

    def __init__(self, path: str, mode: int, size: int = 0, target: str | None = None) -> None:
        self.path = path  # relative to the root, with slashes; the root itself is empty
        self.mode = mode  # type and permissions, as in os.stat_result.st_mode
        self.size = size  # in bytes; 0 for all but regular files
        self.target = target  # what a symbolic link says, None for everything else

    @property
    def is_directory(self) -> bool:
        """Whether this is a directory."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether this is a regular file."""
        return stat.S_ISREG(self.mode)

    @property
    def is_executable(self) -> bool:
        """Whether anybody may execute the file."""
        return self.mode & 0o111 != 0

    def __repr__(self) -> str:
        return f"ContextEntry({self.path!r}, {self.mode:#o})"


class Context:
    """A build context; `BuildContext` and `MemoryContext` say where its files are.

    Paths are taken as COPY takes its sources: relative to the root with or without a leading slash, `..`
    never leaves it. Symbolic links are followed inside the root, an absolute target starting at it. What the
    ignore file excludes is not there, Dockerfile and ignore file included: BuildKit reads these two apart
    from the context.
    """

    __slots__ = ("_ignore", "_ignore_source", "_is_ignore_sought", "_shown", "_size", "is_given")

    def __init__(self) -> None:
        # Whether it is the one of the build for sure: only then may a check walk through it or a fix write into it.
        self.is_given = True
        self._shown: dict[str, bytes] = {}
        self._ignore: IgnoreFile | None = None
        self._ignore_source: IgnoreSource | None = None
        self._is_ignore_sought = False
        self._size: int | None = None

    def show(self, files: Mapping[str, str]) -> None:
        """From now on, show these texts (by path) as if they stood in the context; nothing is written."""
        self._shown = {path: text.encode("utf-8", "surrogateescape") for path, text in files.items()}
        self._ignore = self._ignore_source = self._size = None
        self._is_ignore_sought = False

    @property
    def shown(self) -> Mapping[str, bytes]:
        """What `show` was told."""
        return self._shown

    def lstat(self, path: str) -> ContextEntry | None:
        """Return what stands at the path, excluded or not; no links are followed in its last component."""
        if path not in self._shown:
            return self._lstat(path)
        there = self._lstat(path)
        mode = there.mode if there is not None and there.is_file else stat.S_IFREG | 0o644
        return ContextEntry(path, mode, len(self._shown[path]))

    def text(self, path: str) -> str | None:
        """Return the text of a regular file, excluded or not; None where there is none, or it cannot be read."""
        content = self._content_of(path)
        return None if content is None else content.decode("utf-8", "surrogateescape")

    def _content_of(self, path: str) -> bytes | None:
        return self._shown[path] if path in self._shown else self._read(path)

    def _lstat(self, path: str) -> ContextEntry | None:
        raise NotImplementedError

    def _read(self, path: str) -> bytes | None:
        """Return the bytes of a regular file, excluded or not."""
        raise NotImplementedError

    def _names(self, directory: str) -> list[tuple[str, bool]]:
        """Return the sorted names in a directory, each with whether it is a directory itself."""
        raise NotImplementedError

    @property
    def ignore_files(self) -> tuple[str | None, str]:
        """Where the Dockerfile's own ignore file would be, None outside the context, and where the general one."""
        raise NotImplementedError

    def _find_ignore(self) -> IgnoreSource | None:
        for path in self.ignore_files:
            if path in self._shown:
                return self._shown[path].decode("utf-8", "surrogateescape"), path
            source = self._read_ignore(path)
            if source is not None:
                return source
        return None

    def _read_ignore(self, path: str | None) -> IgnoreSource | None:
        raise NotImplementedError

    @property
    def has_ignore_file(self) -> bool:
        """Whether there is an ignore file that counts."""
        return self._ignores()

    def _ignores(self) -> bool:
        """Whether there is an ignore file; its reader is imported only where there is one."""
        if not self._is_ignore_sought:
            self._is_ignore_sought = True
            self._ignore_source = self._find_ignore()
        return self._ignore_source is not None

    @property
    def ignore(self) -> IgnoreFile:
        """The ignore file that counts, read on first use; without one, an empty one whose `path` is `None`.

        `<Dockerfile's name>.dockerignore` beside the Dockerfile counts before `.dockerignore` in the root.
        """
        if self._ignore is None:
            from dockerlint.context.ignore import IgnoreFile, parse_ignore

            self._ignore = parse_ignore(*self._ignore_source) if self._ignores() else IgnoreFile([], [])  # type: ignore[misc]
        return self._ignore

    def find(self, path: str) -> ContextEntry | None:
        """Return what a COPY of the path would read, links followed, or `None`.

        The entry's path is the one behind all links.
        """
        entry = self._resolve(clean_path(path))
        return entry if entry is not None and self._is_included(entry) else None

    def exists(self, path: str) -> bool:
        """Tell whether a COPY of the path finds something."""
        return self.find(path) is not None

    def is_directory(self, path: str) -> bool:
        """Tell whether the path names a directory, or a link to one."""
        entry = self.find(path)
        return entry is not None and entry.is_directory

    def read(self, path: str) -> bytes | None:
        """Return the content of a regular file; `None` for everything else and where it cannot be read."""
        entry = self.find(path)
        return self._content_of(entry.path) if entry is not None and entry.is_file else None

    def glob(self, pattern: str) -> list[str]:
        """Return the paths that a COPY source stands for, in the order of a walk.

        Wildcards are those of Go's `filepath.Match`. A source without any stands for itself where it exists.
        A directory that matches stands for all it holds, so nothing below it is listed.
        """
        parts = clean_path(pattern).split("/")
        fixed = 0
        while fixed < len(parts) and not has_wildcard(parts[fixed]):
            fixed += 1
        base = "/".join(parts[:fixed])
        if fixed == len(parts):
            return [base] if self.exists(base) else []
        directory = self._resolve(base)
        if directory is None or not directory.is_directory:
            return []
        try:
            return list(self._glob(directory.path, parts[fixed:]))
        except ValueError:
            return []

    def _glob(self, base: str, parts: list[str]) -> Iterator[str]:
        from dockerlint.context.glob import Glob

        whole = Glob("/".join(parts))
        deepest = len(parts) + whole.slash_classes
        # Where no class matches a slash, directories are pruned component by component.
        steps = [] if whole.slash_classes else [Glob(part) for part in parts]
        start = len(base) + 1 if base else 0
        pending = [iter(self._names(base))]
        above = [base]
        while pending:
            name, is_directory = next(pending[-1], ("", False))
            if not name:
                pending.pop()
                above.pop()
                continue
            path = f"{above[-1]}/{name}" if above[-1] else name
            if whole.matches(path[start:]):
                entry = self.lstat(path)
                if entry is not None and self._is_included(entry):
                    yield path
            elif is_directory and len(pending) < deepest and (not steps or steps[len(pending) - 1].matches(name)):
                pending.append(iter(self._names(path)))
                above.append(path)

    def files(self, path: str = "") -> Iterator[ContextEntry]:
        """Walk over all but directories below a path, sorted by name in each directory.

        Links in the path are followed, links found below it are entries of their own.
        """
        entry = self._resolve(clean_path(path))
        if entry is None:
            return
        if entry.is_directory:
            for below in self._walk(entry.path):
                if not below.is_directory:
                    yield below
        elif self._is_included(entry):
            yield entry

    def entries(self) -> Iterator[ContextEntry]:
        """Walk over all that a build sends, directories before what they hold, links not followed."""
        return self._walk("")

    @property
    def size(self) -> int:
        """Bytes of all regular files that a build sends, found by walking once."""
        if self._size is None:
            self._size = sum(entry.size for entry in self.files())
        return self._size

    def _walk(self, directory: str) -> Iterator[ContextEntry]:
        ignore = self.ignore
        pending = [(directory, iter(self._names(directory)), ignore.state(directory))]
        while pending:
            above, names, state = pending[-1]
            name, is_directory = next(names, ("", False))
            if not name:
                pending.pop()
                continue
            path = f"{above}/{name}" if above else name
            pattern, state = ignore.step(path, state)
            excluded = pattern is not None and not pattern.negated
            if not excluded:
                entry = self.lstat(path)
                if entry is not None:
                    yield entry
            if is_directory and (not excluded or ignore.may_include_below(path)):
                pending.append((path, iter(self._names(path)), state))

    def _is_included(self, entry: ContextEntry) -> bool:
        """Tell whether an entry is sent; an excluded directory is with what is brought back below it."""
        if not self._ignores() or not self.ignore.excludes(entry.path):
            return True
        if not entry.is_directory or not self.ignore.may_include_below(entry.path):
            return False
        return next(self._walk(entry.path), None) is not None

    def _resolve(self, path: str) -> ContextEntry | None:
        """Follow the links of a clean path, in the last component too, without leaving the root.

        As in BuildKit, `..` in a link's target takes back a name, not what the name links to.
        """
        entry = self.lstat("")
        pending = path.split("/")[::-1] if path else []
        links = 0
        while pending and entry is not None:
            if not entry.is_directory:
                return None
            above = entry.path
            name = pending.pop()
            entry = self.lstat(f"{above}/{name}" if above else name)
            if entry is not None and entry.target is not None:
                links += 1
                if links > _MAX_LINKS or (self._ignores() and self.ignore.excludes(entry.path)):
                    return None
                target = entry.target if entry.target.startswith("/") else f"{above}/{entry.target}"
                pending += filter(None, clean_path(target).split("/")[::-1])
                entry = self.lstat("")
        return entry


class BuildContext(Context):
    """A directory as build context.

    `dockerfile` is the Dockerfile's path, which may lie outside; `None` means `Dockerfile` in the root. A context that
    is not `given` is a guess. For one that is `still`, what has been looked at is as it was: dozens of COPY ask about
    the same few places.
    """

    __slots__ = ("_seen", "dockerfile", "root")

    def __init__(self, root: str, dockerfile: str | None = None, *, given: bool = True, still: bool = False) -> None:
        super().__init__()
        self._seen: dict[str, ContextEntry | None] | None = {} if still else None
        self.is_given = given
        self.root = root
        self.dockerfile = os.path.join(root, "Dockerfile") if dockerfile is None else dockerfile

    def _lstat(self, path: str) -> ContextEntry | None:
        seen = self._seen
        if seen is None:
            return self._look_at(path)
        if path not in seen:
            seen[path] = self._look_at(path)
        return seen[path]

    def _look_at(self, path: str) -> ContextEntry | None:
        place = os.path.join(self.root, path)
        try:
            # The root itself may be a link.
            found = os.lstat(place) if path else os.stat(place)
            target = os.readlink(place).replace(os.sep, "/") if stat.S_ISLNK(found.st_mode) else None
        except (OSError, ValueError):
            return None
        return ContextEntry(path, found.st_mode, found.st_size if stat.S_ISREG(found.st_mode) else 0, target)

    def _read(self, path: str) -> bytes | None:
        return _read_file(os.path.join(self.root, path))

    def _names(self, directory: str) -> list[tuple[str, bool]]:
        try:
            with os.scandir(os.path.join(self.root, directory)) as entries:
                return sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except OSError:
            return []

    @property
    def ignore_files(self) -> tuple[str | None, str]:
        """Where the Dockerfile's own ignore file would be, None outside the context, and where the general one."""
        folder, name = os.path.split(self.dockerfile)
        if folder == self.root or (not folder and self.root == os.curdir):
            return name + IGNORE_FILE, IGNORE_FILE
        own = os.path.relpath(self.dockerfile + IGNORE_FILE, self.root).replace(os.sep, "/")
        return None if own.startswith("../") else own, IGNORE_FILE

    def _read_ignore(self, path: str | None) -> IgnoreSource | None:
        place = self.dockerfile + IGNORE_FILE if path != IGNORE_FILE else os.path.join(self.root, IGNORE_FILE)
        content = _read_file(place)
        return None if content is None else (content.decode("utf-8", "surrogateescape"), place)


class MemoryContext(Context):
    """A context of given files, for tests and for programs that have no directory.

    `files` maps paths to their content; a path with a slash at its end is an empty directory. `links` maps
    symbolic links to their targets, `modes` paths to permissions (0o644 where not given). `ignore` is the
    text of the ignore file; without it, the ignore files among `files` count. Raises `ValueError` for a path
    that is a file and a directory.
    """

    __slots__ = ("_children", "_content", "_dockerfile", "_entries", "_ignore_text")

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        ignore: str | None = None,
        *,
        dockerfile: str = "Dockerfile",
        links: Mapping[str, str] | None = None,
        modes: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__()
        self._dockerfile = clean_path(dockerfile)
        self._ignore_text = ignore
        self._entries = {"": ContextEntry("", stat.S_IFDIR | 0o755)}
        self._children: dict[str, dict[str, bool]] = {"": {}}
        self._content: dict[str, bytes] = {}
        permissions = {clean_path(path): mode for path, mode in (modes or {}).items()}
        for given, content in files.items():
            path = clean_path(given)
            if given.endswith("/"):
                self._add_directory(path)
                continue
            data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
            self._add(ContextEntry(path, stat.S_IFREG | permissions.get(path, 0o644), len(data)))
            self._content[path] = data
        for given, target in (links or {}).items():
            self._add(ContextEntry(clean_path(given), stat.S_IFLNK | 0o777, target=target))

    def _add(self, entry: ContextEntry) -> None:
        if entry.path in self._entries:
            raise ValueError(f"`{entry.path}` is there twice")
        above, _, name = entry.path.rpartition("/")
        self._add_directory(above)
        self._entries[entry.path] = entry
        self._children[above][name] = entry.is_directory

    def _add_directory(self, path: str) -> None:
        missing = []
        while path not in self._children:
            missing.append(path)
            path = path.rpartition("/")[0]
        for directory in reversed(missing):
            self._children[directory] = {}
            self._add(ContextEntry(directory, stat.S_IFDIR | 0o755))

    def _lstat(self, path: str) -> ContextEntry | None:
        return self._entries.get(path)

    def _read(self, path: str) -> bytes | None:
        return self._content.get(path)

    def _names(self, directory: str) -> list[tuple[str, bool]]:
        return sorted(self._children.get(directory, {}).items())

    @property
    def ignore_files(self) -> tuple[str | None, str]:
        """Where an ignore file of the Dockerfile's own would be, and where the general one."""
        return self._dockerfile + IGNORE_FILE, IGNORE_FILE

    def _read_ignore(self, path: str | None) -> IgnoreSource | None:
        if self._ignore_text is not None:
            return self._ignore_text, IGNORE_FILE
        content = self._content.get(path) if path is not None else None
        return None if content is None else (content.decode("utf-8", "surrogateescape"), path)


def _read_file(path: str) -> bytes | None:
    try:
        # A named pipe would block.
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError):
        return None
