"""`docker save` archives and OCI layouts, as files, folders or streams: to the image in them.

One reader for all: members are known by name, and resolved once all are known, since neither form says in which order
they come. A stream is read once from front to back, with the layers' entries kept until the manifest has come; of a
file or a folder only what the chosen image needs is read. Nothing is ever unpacked to disk.

https://github.com/moby/docker-image-spec, https://github.com/opencontainers/image-spec
"""

from __future__ import annotations

import io
import json
import os
import platform as host
import stat

from dockerlint.measure.errors import ArchiveError
from dockerlint.measure.streams import GZIP, ZSTD, Section, opened
from dockerlint.measure.tar import BLOCK, FILE, SYMLINK, clean, entries, headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, BinaryIO, Final

    from dockerlint.measure.tar import Entry

    Progress = Callable[[int], None]

_MOST_JSON: Final = 16 << 20
_MOST_LINKS: Final = 40
_MOST_NESTING: Final = 8
_DOCKER_MANIFEST: Final = "manifest.json"
_INDEX: Final = "index.json"
_NO_LAYER: Final = "is no layer: neither a tar archive nor compressed with gzip or zstd"


class Layer:
    """What one layer holds. `compressed` is its size in the archive where it is compressed there."""

    __slots__ = ("compressed", "entries")

    def __init__(self, entries: list[Entry], compressed: int | None) -> None:
        self.entries = entries
        self.compressed = compressed


class Image:
    """An image as it was read: the configuration, and the layers from the lowest up."""

    __slots__ = ("config", "diff_ids", "has_contents", "layers", "names")

    def __init__(self, config: Mapping[str, Any], layers: list[Layer], names: list[str]) -> None:
        self.config = config  # with `config`, `history`, `rootfs`
        self.layers = layers
        self.names = names
        self.has_contents = True  # False: only what a manifest tells is known, compressed sizes
        rootfs = mapping_at(config.get("rootfs") or {}, "its configuration")
        self.diff_ids = [str(one) for one in list_at(rootfs.get("diff_ids") or [], "its configuration")]
        if self.diff_ids and len(self.diff_ids) != len(layers):
            raise ArchiveError(
                f"the configuration names {len(self.diff_ids)} layers, the manifest {len(layers)}: damaged"
            )

    @property
    def settings(self) -> Mapping[str, Any]:
        """What a container starts with: Env, Cmd, User and so on."""
        return mapping_at(self.config.get("config") or {}, "its configuration")

    @property
    def history(self) -> list[Mapping[str, Any]]:
        """How each step made it, the oldest first; empty where nothing is recorded."""
        return [mapping_at(one, "its history") for one in list_at(self.config.get("history") or [], "its history")]


def read_file(
    path: str, *, name: str | None = None, platform: str | None = None, progress: Progress | None = None
) -> Image:
    """Read an archive from a file. `name` chooses among several images, `platform` among several platforms."""
    with open(path, "rb") as file:
        head = file.read(4)
        file.seek(0)
        if head.startswith((GZIP, ZSTD)) or not file.seekable():
            return read_stream(file, path, name=name, platform=platform, progress=progress)
        members = _TarMembers(file, path, progress)
        return _Resolver(members, path, name, platform).image()


def read_stream(
    file: BinaryIO,
    source: str,
    *,
    name: str | None = None,
    platform: str | None = None,
    progress: Progress | None = None,
) -> Image:
    """Read an archive from a stream, compressed as a whole or not."""
    return _Resolver(_StreamMembers(file, source, progress), source, name, platform).image()


def read_folder(
    path: str, *, name: str | None = None, platform: str | None = None, progress: Progress | None = None
) -> Image:
    """Read an OCI layout, or an archive that somebody unpacked."""
    return _Resolver(_FolderMembers(path, progress), path, name, platform).image()


def is_layout(path: str) -> bool:
    """Whether a folder looks like an image rather than like a project."""
    if os.path.isfile(os.path.join(path, "oci-layout")) and os.path.isfile(os.path.join(path, _INDEX)):
        return True
    return os.path.isfile(os.path.join(path, _DOCKER_MANIFEST)) and not os.path.isfile(os.path.join(path, "Dockerfile"))


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so (512 bytes will do) is an archive rather than a Dockerfile."""
    return head.startswith((GZIP, ZSTD)) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    if len(head) < BLOCK:
        return False
    if head[257:262] == b"ustar" or not any(head):
        return True
    try:
        return sum(head) - sum(head[148:156]) + 256 == int(head[148:156].split(b"\0", 1)[0].strip() or b"x", 8)
    except ValueError:
        return False


class _Members:
    """The files of an archive by name."""

    def exists(self, name: str) -> bool:
        raise NotImplementedError

    def json(self, name: str) -> Any:  # noqa: ANN401
        """Return what a JSON member says."""
        raise NotImplementedError

    def layer(self, name: str) -> Layer:
        raise NotImplementedError


class _StreamMembers(_Members):
    def __init__(self, file: BinaryIO, source: str, progress: Progress | None) -> None:
        self._found: dict[str, bytes | Layer | ArchiveError] = {}
        self._links: dict[str, str] = {}
        outer = Section(file, None, source)
        # Not exactly(): a stream that is shorter than one block is told by the tar reader.
        head = outer.read(4)
        for header, section in _walk(opened(outer, head)):
            name = clean(header.name, source)
            if header.kind == SYMLINK:
                self._links[name] = _beside(name, header.link, source)
            elif header.kind == FILE:
                found = _member(section, f"{source}: {name}", progress)
                if found is not None:
                    self._found[name] = found

    def exists(self, name: str) -> bool:
        return _followed(name, self._links) in self._found

    def _get(self, name: str) -> bytes | Layer:
        found = self._found.get(_followed(name, self._links))
        if isinstance(found, ArchiveError):
            raise found
        if found is None:
            raise ArchiveError(f"`{name}` is missing: truncated, or no archive of an image")
        return found

    def json(self, name: str) -> Any:  # noqa: ANN401
        found = self._get(name)
        if not isinstance(found, bytes):
            raise ArchiveError(f"`{name}` is not JSON")
        return _json(found, name)

    def layer(self, name: str) -> Layer:
        found = self._get(name)
        if not isinstance(found, Layer):
            raise ArchiveError(f"`{name}` is no layer")
        return found


class _TarMembers(_Members):
    def __init__(self, file: BinaryIO, source: str, progress: Progress | None) -> None:
        self._file = file
        self._source = source
        self._progress = progress
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self._layers: dict[str, Layer] = {}
        for header, section in _walk(Section(file, os.fstat(file.fileno()).st_size, source)):
            name = clean(header.name, source)
            if header.kind == SYMLINK:
                self._links[name] = _beside(name, header.link, source)
            elif header.kind == FILE:
                self._places[name] = (file.tell(), section.left or 0)

    def exists(self, name: str) -> bool:
        return _followed(name, self._links) in self._places

    def _section(self, name: str) -> Section:
        place = self._places.get(_followed(name, self._links))
        if place is None:
            raise ArchiveError(f"{self._source}: `{name}` is missing: truncated, or no archive of an image")
        self._file.seek(place[0])
        return Section(self._file, place[1], f"{self._source}: {name}")

    def json(self, name: str) -> Any:  # noqa: ANN401
        return _read_json(self._section(name), name)

    def layer(self, name: str) -> Layer:
        name = _followed(name, self._links)
        if name not in self._layers:
            self._layers[name] = _read_layer(self._section(name), b"", self._progress)
        return self._layers[name]


class _FolderMembers(_Members):
    def __init__(self, root: str, progress: Progress | None) -> None:
        self._root = os.path.realpath(root)
        self._progress = progress
        self._layers: dict[str, Layer] = {}

    def _path(self, name: str) -> str:
        path = os.path.realpath(os.path.join(self._root, name))
        if path != self._root and not path.startswith(os.path.join(self._root, "")):
            raise ArchiveError(f"`{name}` leads out of the folder {self._root}: refused")
        return path

    def exists(self, name: str) -> bool:
        return os.path.isfile(self._path(name))

    def _open(self, name: str) -> tuple[BinaryIO, Section]:
        try:
            path = self._path(name)
            if not stat.S_ISREG(os.stat(path).st_mode):
                raise ArchiveError(f"`{name}` is no regular file")
            file = open(path, "rb")  # noqa: SIM115  # the caller closes it
        except FileNotFoundError:
            raise ArchiveError(f"`{name}` is missing: no image, or not all of it") from None
        except OSError as error:
            raise ArchiveError(f"`{name}` cannot be read: {error.strerror or error}") from error
        return file, Section(file, os.fstat(file.fileno()).st_size, name)

    def json(self, name: str) -> Any:  # noqa: ANN401
        file, section = self._open(name)
        with file:
            return _read_json(section, name)

    def layer(self, name: str) -> Layer:
        if name not in self._layers:
            file, section = self._open(name)
            with file:
                self._layers[name] = _read_layer(section, b"", self._progress)
        return self._layers[name]


class _Resolver:
    """From the members to the one image that is asked for."""

    def __init__(self, members: _Members, source: str, name: str | None, platform: str | None) -> None:
        self._members = members
        self._source = source
        self._name = name
        self._platform = platform

    def image(self) -> Image:
        try:
            if self._members.exists(_DOCKER_MANIFEST):
                return self._docker()
            if self._members.exists(_INDEX):
                return self._oci()
        except ArchiveError as error:
            text = str(error)
            raise ArchiveError(text if text.startswith(self._source) else f"{self._source}: {text}") from error
        raise ArchiveError(
            f"{self._source}: neither `{_DOCKER_MANIFEST}` nor `{_INDEX}` is there: truncated, or no image"
        )

    def _docker(self) -> Image:
        manifests = [
            mapping_at(one, _DOCKER_MANIFEST) for one in list_at(self._members.json(_DOCKER_MANIFEST), _DOCKER_MANIFEST)
        ]
        named = [(manifest, _texts(manifest.get("RepoTags") or [], _DOCKER_MANIFEST)) for manifest in manifests]
        if self._name is not None:
            named = [one for one in named if _is_called(self._name, one[1])]
        if len(named) != 1:
            raise self._choice([tag for _, tags in named for tag in tags], len(manifests))
        manifest, tags = named[0]
        config = self._config(_text(manifest.get("Config"), _DOCKER_MANIFEST))
        layers = [self._members.layer(_path(one)) for one in _texts(manifest.get("Layers") or [], _DOCKER_MANIFEST)]
        return Image(config, layers, tags)

    def _oci(self) -> Image:
        found = self._manifests(self._members.json(_INDEX), "", 0)
        if self._name is not None:
            found = [one for one in found if _is_called(self._name, [one[1]])]
        if len(found) > 1 and len({name for _, name, _ in found if name}) <= 1:
            wanted = self._platform or default_platform()
            matching = [one for one in found if one[2] == wanted or (one[2] or "").startswith(wanted + "/")]
            if not matching:
                platforms = ", ".join(sorted({one[2] or "unknown" for one in found}))
                raise ArchiveError(f"holds no image for {wanted}, but for {platforms}: choose with --platform")
            found = matching[:1]
        if len(found) != 1:
            raise self._choice([name for _, name, _ in found], len(found))
        digest, name, _ = found[0]
        manifest = mapping_at(self._members.json(_blob(digest)), digest)
        config = mapping_at(manifest.get("config"), digest)
        layers = [mapping_at(one, digest) for one in list_at(manifest.get("layers") or [], digest)]
        return Image(
            self._config(_blob(_text(config.get("digest"), digest))),
            [self._members.layer(_blob(_text(one.get("digest"), digest))) for one in layers],
            [name] if name else [],
        )

    def _manifests(self, index: object, name: str, depth: int) -> list[tuple[str, str, str | None]]:
        """Return digest, name and platform of every image below an index."""
        if depth > _MOST_NESTING:
            raise ArchiveError("its indexes are nested without end: refused")
        found: list[tuple[str, str, str | None]] = []
        for each in list_at(mapping_at(index, _INDEX).get("manifests") or [], _INDEX):
            entry = mapping_at(each, _INDEX)
            notes = mapping_at(entry.get("annotations") or {}, _INDEX)
            if "vnd.docker.reference.type" in notes:
                continue  # an attestation
            own = notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name") or name
            digest = _text(entry.get("digest"), _INDEX)
            if str(entry.get("mediaType", "")).endswith(("image.index.v1+json", "manifest.list.v2+json")):
                if len(found) < 1000:
                    found += self._manifests(self._members.json(_blob(digest)), str(own), depth + 1)
                continue
            at = mapping_at(entry.get("platform") or {}, _INDEX)
            parts = [str(at[key]) for key in ("os", "architecture", "variant") if at.get(key)]
            found.append((digest, str(own), "/".join(parts) or None))
        return found

    def _config(self, name: str) -> Mapping[str, Any]:
        return mapping_at(self._members.json(_path(name)), name)

    def _choice(self, names: list[str], number: int) -> ArchiveError:
        known = ", ".join(name for name in names if name)
        if self._name is not None and not names:
            return ArchiveError(f"holds no image called `{self._name}`")
        if not number:
            return ArchiveError("holds no image")
        return ArchiveError(f"holds {number} images ({known or 'without names'}): choose with --image")


def _walk(section: Section) -> Any:  # noqa: ANN401
    """Yield each header of an outer archive and a section of its data; what the caller leaves of it is skipped."""
    for header in headers(section):
        if section.left is not None and header.size > section.left:
            raise ArchiveError(f"{section.name}: ends before the content of an entry: truncated")
        before = section.taken
        part = Section(section, header.size, section.name)
        yield header, part
        section.skip(header.size - (section.taken - before))
        section.skip(-header.size % BLOCK)


def _member(section: Section, name: str, progress: Progress | None) -> bytes | Layer | ArchiveError | None:
    """Read a member of a stream: JSON, a layer, or an error for what is neither; None for an empty one."""
    section = Section(section, section.left, name)
    size = section.left or 0
    if not size:
        return None
    head = b"".join(section.pieces(min(size, BLOCK)))
    if head.lstrip()[:1] in (b"{", b"["):
        if size > _MOST_JSON:
            return ArchiveError(f"{name}: is JSON of {size} bytes: refused")
        return head + b"".join(section.pieces(section.left or 0))
    if not is_archive(head):
        return ArchiveError(f"{name}: {_NO_LAYER}")
    try:
        return _read_layer(section, head, progress)
    except ArchiveError as error:
        # Told only where the image needs it; but without the rest of the stream nothing can follow.
        if "truncated" in str(error) and not section.left:
            raise
        return error


def _read_layer(section: Section, head: bytes, progress: Progress | None) -> Layer:
    compressed = section.left
    if not head:
        head = section.exactly(min(BLOCK, section.left or 0))
        if not head:
            raise ArchiveError(f"{section.name}: is empty")
    else:
        compressed = (section.left or 0) + len(head)
    packed = head.startswith((GZIP, ZSTD))
    if not packed and not _is_tar(head):
        raise ArchiveError(f"{section.name}: {_NO_LAYER}")
    found = []
    told = 0
    for entry in entries(opened(section, head)):
        found.append(entry)
        if progress is not None and section.taken - told > 1 << 20:
            progress(section.taken - told)
            told = section.taken
    return Layer(found, compressed if packed else None)


def _read_json(section: Section, name: str) -> Any:  # noqa: ANN401
    if (section.left or 0) > _MOST_JSON:
        raise ArchiveError(f"`{name}` is JSON of {section.left} bytes: refused")
    return _json(b"".join(section.pieces(section.left or 0)), name)


def _json(data: bytes, name: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"`{name}` is not JSON: {error}") from error


def _followed(name: str, links: Mapping[str, str]) -> str:
    for _ in range(_MOST_LINKS):
        if name not in links:
            return name
        name = links[name]
    raise ArchiveError(f"`{name}` is a symbolic link in a circle: refused")


def _beside(name: str, target: bytes, source: str) -> str:
    """Return what a link in the archive names: a path inside it."""
    text = target.decode("utf-8", "surrogateescape")
    path = os.path.normpath(os.path.join("/", os.path.dirname(name), text))
    if text.startswith("/") or os.path.normpath(os.path.join(os.path.dirname(name), text)).startswith(".."):
        raise ArchiveError(f"{source}: the link `{name}` leads out of the archive: refused")
    return path.lstrip("/")


def _path(name: str) -> str:
    return clean(name.encode("utf-8", "surrogateescape"), "its manifest")


def _blob(digest: str) -> str:
    kind, colon, value = digest.partition(":")
    if not colon or not kind.isalnum() or not value.isalnum():
        raise ArchiveError(f"{digest[:100]!r} is no digest")
    return f"blobs/{kind}/{value}"


def _is_called(wanted: str, names: list[str]) -> bool:
    full = wanted if ":" in wanted.rpartition("/")[2] else f"{wanted}:latest"
    return any(name in (wanted, full) or name.endswith((f"/{wanted}", f"/{full}")) for name in names)


def default_platform() -> str:
    """Return the platform of this machine's containers."""
    architecture = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(host.machine(), host.machine())
    return f"linux/{architecture}"


def mapping_at(value: object, where: str) -> Mapping[str, Any]:
    """Return an object of JSON. Raises ArchiveError for anything else."""
    if not isinstance(value, dict):
        raise ArchiveError(f"`{where}` does not hold what it should: damaged, or no archive of an image")
    return value


def list_at(value: object, where: str) -> list[Any]:
    """Return an array of JSON. Raises ArchiveError for anything else."""
    if not isinstance(value, list):
        raise ArchiveError(f"`{where}` does not hold what it should: damaged, or no archive of an image")
    return value


def _texts(value: object, where: str) -> list[str]:
    return [_text(one, where) for one in list_at(value, where)]


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ArchiveError(f"`{where}` does not hold what it should: damaged, or no archive of an image")
    return value


class ChunkReader(io.RawIOBase):
    """Chunks of bytes, as an engine sends them, as a file."""

    def __init__(self, chunks: Any) -> None:  # noqa: ANN401
        super().__init__()
        self._chunks = iter(chunks)
        self._rest: memoryview = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
