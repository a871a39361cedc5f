"""Images for tests: layers made with tarfile, packed as docker and skopeo pack them, and a naive way to merge them."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import posixpath
import tarfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Item:
    """One entry of a layer."""

    def __init__(
        self, path: str, kind: str = "file", data: bytes = b"", link: str = "", mode: int = 0o644, uid: int = 0
    ) -> None:
        self.path = path
        self.kind = kind  # file, directory, symlink, hardlink
        self.data = data
        self.link = link
        self.mode = mode
        self.uid = uid

    def __repr__(self) -> str:
        return f"Item({self.path!r}, {self.kind!r}, {len(self.data)}, {self.link!r}, {self.mode:o}, {self.uid})"


_TYPES = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
}


def tar_layer(items: Sequence[Item], form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for item in items:
            info = tarfile.TarInfo(item.path)
            info.type = _TYPES[item.kind]
            info.mode, info.uid = item.mode, item.uid
            info.linkname = item.link
            info.size = len(item.data)
            archive.addfile(info, io.BytesIO(item.data))
    return buffer.getvalue()


def config_of(
    layers: Sequence[bytes], settings: dict[str, Any] | None = None, history: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    if history is None:
        history = [{"created_by": f"RUN /bin/sh -c step {number} # buildkit"} for number in range(1, len(layers) + 1)]
    return {
        "architecture": "amd64",
        "os": "linux",
        "config": settings or {},
        "history": history,
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in layers]},
    }


def pack(members: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def docker_archive(layers: Sequence[bytes], config: dict[str, Any] | None = None, tag: str = "a:1") -> bytes:
    """Pack as `docker save` of engine 20.10 does: the manifest last, the configuration in between."""
    content = json.dumps(config_of(layers) if config is None else config).encode()
    names = [f"{hashlib.sha256(one).hexdigest()}-{number}/layer.tar" for number, one in enumerate(layers)]
    members = sorted(zip(names, layers, strict=True))
    manifest = [{"Config": "c.json", "RepoTags": [tag], "Layers": names}]
    return pack([*members[:1], ("c.json", content), *members[1:], ("manifest.json", json.dumps(manifest).encode())])


def oci_members(
    layers: Sequence[bytes], config: dict[str, Any] | None = None, *, compress: Any = gzip.compress
) -> list[tuple[str, bytes]]:
    blobs: dict[str, bytes] = {}

    def blob(data: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    content = blob(json.dumps(config_of(layers) if config is None else config).encode())
    manifest = blob(
        json.dumps({"schemaVersion": 2, "config": content, "layers": [blob(compress(one)) for one in layers]}).encode()
    )
    manifest["annotations"] = {"org.opencontainers.image.ref.name": "a:1"}
    return [
        *((f"blobs/sha256/{digest}", data) for digest, data in sorted(blobs.items())),
        ("index.json", json.dumps({"schemaVersion": 2, "manifests": [manifest]}).encode()),
        ("oci-layout", b'{"imageLayoutVersion": "1.0.0"}'),
    ]


def write_layout(folder: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    for name, data in members:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


class Node:
    """What stands at a path in the naive merge; hard links share one."""

    def __init__(self, item: Item, layer: int) -> None:
        self.item = item
        self.layer = layer


def naive_merge(layers: Sequence[Sequence[Item]]) -> dict[str, Node]:
    """Apply layers into a dict from paths, whiteouts first, with no regard for speed."""
    tree: dict[str, Node] = {}

    def drop(path: str, *, itself: bool = True) -> None:
        for known in list(tree):
            if (itself and known == path) or known.startswith(path + "/"):
                del tree[known]

    for number, items in enumerate(layers):
        for item in items:
            folder, name = posixpath.split(item.path)
            if name == ".wh..wh..opq":
                drop(folder, itself=False)
            elif name.startswith(".wh."):
                drop(posixpath.join(folder, name[4:]))
        for item in items:
            if posixpath.basename(item.path).startswith(".wh."):
                continue
            parts = item.path.split("/")
            for depth in range(1, len(parts)):
                above = "/".join(parts[:depth])
                if above in tree and tree[above].item.kind != "directory":
                    drop(above)
                if above not in tree:
                    tree[above] = Node(Item(above, "directory", mode=0o755), number)
            node = tree[item.link] if item.kind == "hardlink" else Node(item, number)
            if not (item.kind == "directory" and item.path in tree and tree[item.path].item.kind == "directory"):
                if tree.get(item.path) is node:
                    continue
                drop(item.path)
            tree[item.path] = node
    return tree


Path3 = tuple[str, int, bool]  # path, bytes, whether it is a directory


def dive_figures(layers: Sequence[Sequence[Path3]]) -> tuple[float, int, float]:
    """Calculate efficiency, wasted bytes and user-wasted share as dive's source does, but in another way than ours."""
    sums: dict[str, list[int]] = {}
    for number, items in enumerate(layers):
        sizes = {path: size for path, size, _ in items if ".wh..wh." not in path}
        # Whiteouts sort in front of what stands beside them; what dive cannot find ends its layer.
        every = set(sizes) | {known for path in sizes for known in _above(path)}
        for path, _, _ in items:  # an opaque marker leaves the directory that it stands in
            if path.endswith("/.wh..wh..opq"):
                every |= {posixpath.dirname(path), *_above(posixpath.dirname(path))}
        leaves = every - {posixpath.dirname(path) for path in every}
        stacked: dict[str, tuple[int, bool]] | None = None
        for path in sorted(leaves, key=lambda path: path.split("/")):
            name = posixpath.basename(path)
            plain = posixpath.join(posixpath.dirname(path), name.removeprefix(".wh."))
            size = sizes.get(path, 0)
            if name.startswith(".wh."):
                if stacked is None:
                    stacked = _stack(layers[:number] if number else layers[:1])
                if plain not in stacked:
                    break
                size = sum(
                    each for known, (each, _) in stacked.items() if known == plain or known.startswith(plain + "/")
                )
                size = size if stacked[plain][1] else 0
            sums.setdefault(plain, []).append(size)
    total = sum(sum(each) for each in sums.values())
    efficiency = sum(min(each) for each in sums.values()) / total if total else 1.0
    wasted = sum(sum(each) for each in sums.values() if len(each) > 1)
    user = sum(size for items in layers[1:] for _, size, _ in items)
    return efficiency, wasted, wasted / user if user else 0.0


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _stack(layers: Sequence[Sequence[Path3]]) -> dict[str, tuple[int, bool]]:
    """Stack as dive does: opaque markers do nothing, what stands below a name stays, a bare parent is no directory."""
    tree: dict[str, tuple[int, bool]] = {}
    for items in layers:
        own: dict[str, tuple[int, bool]] = {}
        for full, size, is_directory in items:
            path = posixpath.dirname(full) if full.endswith(".wh..wh..opq") else full
            for above in _above(path):
                own.setdefault(above, (0, False))
            if path is full:
                own[path] = size, is_directory
            else:
                own.setdefault(path, (0, False))
        for path in sorted(own, key=lambda path: path.split("/")):
            name = posixpath.basename(path)
            if name.startswith(".wh."):
                plain = posixpath.join(posixpath.dirname(path), name[4:])
                tree = {
                    known: value
                    for known, value in tree.items()
                    if known != plain and not known.startswith(plain + "/")
                }
            else:
                tree[path] = own[path]
    return tree
