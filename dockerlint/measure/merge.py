"""Layers laid over each other: the file system that a container sees, and the bytes below it that nobody can see.

Within a layer, whiteouts and opaque markers hide what lies below the layer, wherever among its entries they stand;
then the entries come in their order. A symbolic link of a lower layer is no way: an entry behind it makes a directory
in its place, as the overlay file system does. One of the same layer is followed.

Every regular file is born once, with the layer that holds its bytes, and dies once, when its last name goes: layer
bytes are merged bytes plus waste, by construction. https://github.com/opencontainers/image-spec/blob/main/layer.md
"""

from __future__ import annotations

from dockerlint.measure.errors import ArchiveError
from dockerlint.measure.tar import DIRECTORY, FILE, HARD_LINK, SYMLINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

    from dockerlint.measure.archive import Layer
    from dockerlint.measure.tar import Entry

OVERWRITTEN: Final = "overwritten"
DELETED_LATER: Final = "deleted_later"
METADATA_ONLY_COPY: Final = "metadata_only_copy"
WASTE: Final = (OVERWRITTEN, DELETED_LATER, METADATA_ONLY_COPY)

WHITEOUT: Final = ".wh."
_SPECIAL: Final = ".wh..wh."
OPAQUE: Final = ".wh..wh..opq"
_MOST_LINKS: Final = 40


class File:
    """Something in the file system; hard links are names of one File."""

    __slots__ = (
        "children",
        "content",
        "device",
        "digest",
        "gid",
        "has_key",
        "kind",
        "layer",
        "link",
        "mode",
        "names",
        "size",
        "uid",
    )

    def __init__(self, entry: Entry | None, layer: int) -> None:
        """Without an entry it is a directory that no layer mentions."""
        self.kind = DIRECTORY if entry is None else entry.kind
        self.size = 0 if entry is None else entry.size
        self.mode = 0o755 if entry is None else entry.mode
        self.uid = 0 if entry is None else entry.uid
        self.gid = 0 if entry is None else entry.gid
        self.link = None if entry is None else entry.link
        self.digest = b"" if entry is None else entry.digest
        self.content = None if entry is None else entry.content
        self.device = b"" if entry is None else entry.device
        self.has_key = entry is not None and entry.has_key
        self.layer = layer
        self.names = 0
        self.children: dict[str, File] | None = {} if self.kind == DIRECTORY else None

    def __repr__(self) -> str:
        return f"File({self.kind!r}, {self.size}, layer {self.layer})"


class Waste:
    """Bytes of a layer that a later one hides: of which file, why, and by which layer."""

    __slots__ = ("bytes", "cause", "hidden_by", "made_by", "path")

    def __init__(self, path: str, size: int, cause: str, made_by: int, hidden_by: int) -> None:
        self.path = path
        self.bytes = size
        self.cause = cause
        self.made_by = made_by
        self.hidden_by = hidden_by


class Merged:
    """The file system of an image. Layers are numbered from the lowest, 0."""

    __slots__ = ("_dead", "_hidden_keys", "bytes", "layer_bytes", "markers", "root", "waste")

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.root = File(None, 0)
        self.layer_bytes: list[int] = []
        self.markers: list[tuple[int, int]] = []  # whiteouts and opaque markers of each layer
        self.waste: list[Waste] = []
        self._hidden_keys: list[tuple[str, File]] = []
        for number, layer in enumerate(layers):
            self._dead: dict[int, tuple[str, File]] = {}
            self._apply(number, layer.entries)
        self.bytes = sum(file.size for _, file in self.contents())

    def files(self) -> Iterator[tuple[str, File]]:
        """Yield every path with what stands there, directories before what they hold, sorted; not the root."""
        pending = [("", iter(sorted((self.root.children or {}).items())))]
        while pending:
            above, names = pending[-1]
            name, file = next(names, ("", None))
            if file is None:
                pending.pop()
                continue
            path = f"{above}{name}"
            yield path, file
            if file.children:
                pending.append((path + "/", iter(sorted(file.children.items()))))

    def contents(self) -> Iterator[tuple[str, File]]:
        """Yield every regular file once, under the first of its names."""
        seen: set[int] = set()
        for path, file in self.files():
            if file.kind != FILE:
                continue
            if file.names > 1:
                if id(file) in seen:
                    continue
                seen.add(id(file))
            yield path, file

    def find(self, path: str) -> File | None:
        """Return what stands at a path; symbolic links are not followed."""
        file: File | None = self.root
        for name in path.split("/") if path else ():
            if file is None or file.children is None:
                return None
            file = file.children.get(name)
        return file

    def resolve(self, path: str) -> File | None:
        """Return what a path leads to, symbolic links followed inside the image; None where they go in a circle."""
        pending = path.split("/")[::-1]
        way: list[str] = []
        for _ in range(4096):
            if not pending:
                return self.find("/".join(way))
            name = pending.pop()
            if name in ("", "."):
                continue
            if name == "..":
                way[-1:] = []
                continue
            way.append(name)
            file = self.find("/".join(way))
            if file is not None and file.kind == SYMLINK and file.link is not None:
                way = [] if file.link.startswith("/") else way[:-1]
                pending += file.link.split("/")[::-1]
        return None

    @property
    def hidden_keys(self) -> list[tuple[str, File]]:
        """Private keys, by their content, that a later layer hides, with their paths."""
        return self._hidden_keys

    def _apply(self, number: int, entries: Sequence[Entry]) -> None:
        whiteouts = opaques = 0
        # The same entries may serve for several layers; nothing in them is changed.
        for entry in entries:
            if WHITEOUT not in entry.path:
                continue
            above, _, name = entry.path.rpartition("/")
            if name == OPAQUE:
                opaques += 1
                folder = self.find(above)
                if folder is not None and folder.children:
                    self._remove_all(above, folder)
            elif name.startswith(WHITEOUT) and not name.startswith(_SPECIAL):
                whiteouts += 1
                folder = self.find(above)
                if folder is not None and folder.children is not None:
                    self._remove(above, folder, name[len(WHITEOUT) :])
        size = 0
        for entry in entries:
            if WHITEOUT in entry.path and any(part.startswith(WHITEOUT) for part in entry.path.split("/")):
                continue
            if entry.kind == FILE:
                size += entry.size
            self._add(number, entry)
        self.layer_bytes.append(size)
        self.markers.append((whiteouts, opaques))
        self._bury(number)

    def _add(self, number: int, entry: Entry) -> None:
        if not entry.path:
            root = File(entry, number)
            if root.kind == DIRECTORY:
                root.children = self.root.children
                self.root = root
            return
        above, _, name = entry.path.rpartition("/")
        folder = self._folder(number, above, entry)
        children = folder.children
        assert children is not None  # noqa: S101  # for the type checker
        before = children.get(name)
        if entry.kind == HARD_LINK:
            file = self.find(entry.link or "")
            if file is None or file.children is not None:
                raise ArchiveError(f"layer {number + 1}: the hard link `{entry.path}` leads nowhere: `{entry.link}`")
            if file is before:
                return
        else:
            file = File(entry, number)
        file.names += 1
        if before is not None:
            if before.children is not None and file.kind == DIRECTORY:
                file.children = before.children
            else:
                self._remove(above, folder, name)
        children[name] = file

    def _folder(self, number: int, path: str, entry: Entry) -> File:
        """Return the directory that an entry stands in, made where it is not there."""
        folder = self.root
        way = ""
        pending = path.split("/")[::-1] if path else []
        links = 0
        while pending:
            name = pending.pop()
            if name in ("", "."):
                continue
            if name == "..":
                way = way.rpartition("/")[0]
                folder = self.find(way) or self.root
                continue
            children = folder.children
            assert children is not None  # noqa: S101  # for the type checker
            file = children.get(name)
            if file is not None and file.children is None:
                if file.layer == number and file.kind == SYMLINK:
                    links += 1
                    if links > _MOST_LINKS:
                        raise ArchiveError(f"layer {number + 1}: `{entry.path}` lies behind links in a circle: refused")
                    target = file.link or ""
                    pending += target.split("/")[::-1]
                    if target.startswith("/"):
                        folder, way = self.root, ""
                    continue
                if file.layer == number:
                    raise ArchiveError(f"layer {number + 1}: `{entry.path}` lies below a file: damaged")
                self._remove(way, folder, name)
                file = None
            if file is None:
                file = File(None, number)
                file.names = 1
                children[name] = file
            folder = file
            way = f"{way}/{name}" if way else name
        return folder

    def _remove(self, above: str, folder: File, name: str) -> None:
        file = folder.children.pop(name, None) if folder.children is not None else None
        if file is None:
            return
        path = f"{above}/{name}" if above else name
        if file.children is None:
            self._release(path, file)
        else:
            self._remove_all(path, file)

    def _remove_all(self, path: str, folder: File) -> None:
        pending = [(path, folder)]
        while pending:
            above, current = pending.pop()
            for name, file in (current.children or {}).items():
                below = f"{above}/{name}" if above else name
                if file.children is None:
                    self._release(below, file)
                else:
                    pending.append((below, file))
            current.children = {}

    def _release(self, path: str, file: File) -> None:
        file.names -= 1
        if not file.names and file.kind == FILE:
            self._dead[id(file)] = (path, file)

    def _bury(self, number: int) -> None:
        """Say of every file that died with a layer why."""
        for path, file in self._dead.values():
            if file.names:
                continue  # a hard link of the same layer brought it back
            if file.has_key:
                self._hidden_keys.append((path, file))
            if not file.size:
                continue
            after = self.find(path)
            cause = DELETED_LATER
            if after is not None and after.children is None and after.layer == number:
                is_same = after.kind == FILE and after.size == file.size and after.digest == file.digest
                cause = METADATA_ONLY_COPY if is_same else OVERWRITTEN
            self.waste.append(Waste(path, file.size, cause, file.layer, number))
        self._dead = {}
