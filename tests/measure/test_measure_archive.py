"""Archives and layouts, whole and damaged."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.measure.archive import Image, read_file, read_folder, read_stream
from dockerlint.measure.errors import ArchiveError
from dockerlint.measure.measurement import Measurement
from dockerlint.measure.streams import Section
from dockerlint.measure.tar import entries
from dockerlint.report.measure_json import to_json
from tests.measure.archives import Item, config_of, docker_archive, oci_members, pack, tar_layer, write_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.measure.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
LAYERS = [
    tar_layer(
        [Item("etc", "directory", mode=0o755), Item("etc/a", data=b"1" * 1000), Item("etc/h", "hardlink", link="etc/a")]
    ),
    tar_layer([Item("etc/.wh.a"), Item("b", data=b"22")]),
    tar_layer([]),
]


def stream(data: bytes, **options: Any) -> Image:
    return read_stream(io.BytesIO(data), "x.tar", **options)


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def zstd(data: bytes) -> bytes:
    module = pytest.importorskip("backports.zstd")
    packed: bytes = module.compress(data)
    return packed


def report(image: Image) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(Measurement(image, "x")))["image"]
    for layer in found["layers"]:
        del layer["compressed_bytes"]
    del found["compressed_bytes"], found["tags"]
    return found


def test_the_same_image_from_every_source_gives_the_same_report(tmp_path: Path) -> None:
    archive = docker_archive(LAYERS)
    plain = oci_members(LAYERS, compress=bytes)
    sources: list[Image] = [
        read_file(write(tmp_path / "docker.tar", archive)),
        stream(archive),
        read_file(write(tmp_path / "docker.tar.gz", gzip.compress(archive))),
        read_file(write(tmp_path / "oci.tar", pack(oci_members(LAYERS)))),
        stream(pack(oci_members(LAYERS))),
        read_folder(str(write_layout(tmp_path / "oci", oci_members(LAYERS)))),
        read_folder(str(write_layout(tmp_path / "plain", plain))),
        stream(pack(oci_members(LAYERS, compress=zstd))),
    ]
    reports = [report(image) for image in sources]
    assert reports[0]["bytes"] == 1002
    assert all(one == reports[0] for one in reports)


def test_compressed_sizes_are_told_where_layers_are_compressed() -> None:
    packed = [len(gzip.compress(one)) for one in LAYERS]
    assert [layer.compressed for layer in stream(pack(oci_members(LAYERS))).layers] == packed
    assert [layer.compressed for layer in stream(docker_archive(LAYERS)).layers] == [None] * 3


def test_a_layer_that_is_used_twice_is_a_link_in_the_archive(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        link = tarfile.TarInfo("two/layer.tar")
        link.type, link.linkname = tarfile.SYMTYPE, "../one/layer.tar"
        archive.addfile(link)
        for name, data in (
            ("one/layer.tar", LAYERS[0]),
            ("c.json", json.dumps(config_of([LAYERS[0]] * 2)).encode()),
            (
                "manifest.json",
                json.dumps([{"Config": "c.json", "Layers": ["one/layer.tar", "two/layer.tar"]}]).encode(),
            ),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    for image in (stream(buffer.getvalue()), read_file(write(tmp_path / "x.tar", buffer.getvalue()))):
        measured = Measurement(image, "x")
        assert measured.bytes == 2000
        assert measured.waste["metadata_only_copy"] == 1000


def test_one_of_several_images_is_chosen() -> None:
    manifests = [{"Config": f"{name}.json", "RepoTags": [f"x/{name}:1"], "Layers": ["l.tar"]} for name in "ab"]
    members = [("l.tar", LAYERS[0]), *((f"{name}.json", json.dumps(config_of(LAYERS[:1])).encode()) for name in "ab")]
    data = pack([*members, ("manifest.json", json.dumps(manifests).encode())])
    with pytest.raises(ArchiveError, match=r"2 images \(x/a:1, x/b:1\): choose with --image"):
        stream(data)
    assert stream(data, name="x/b:1").names == ["x/b:1"]
    with pytest.raises(ArchiveError, match="no image called `c`"):
        stream(data, name="c")


def test_one_of_several_platforms_is_chosen() -> None:
    members = dict(oci_members(LAYERS))
    index = json.loads(members["index.json"])
    entry = index["manifests"][0]
    index["manifests"] = [
        {**entry, "platform": {"os": "linux", "architecture": name, **more}}
        for name, more in (("s390x", {}), ("arm", {"variant": "v7"}))
    ]
    members["index.json"] = json.dumps(index).encode()
    data = pack(list(members.items()))
    with pytest.raises(ArchiveError, match="for linux/arm/v7, linux/s390x: choose with --platform"):
        stream(data, platform="linux/amd64")
    assert len(stream(data, platform="linux/arm").layers) == 3


formats = st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
names = st.text(st.sampled_from("ab/é.-"), min_size=1, max_size=250).map(lambda text: "n" + text.replace("..", "x"))


@given(
    st.lists(st.tuples(names, st.sampled_from(["file", "directory", "symlink"]), st.integers(0, 1500)), max_size=8),
    formats,
    st.integers(0, 1 << 31),
)
def test_entries_are_those_of_tarfile(found: list[tuple[str, str, int]], form: int, uid: int) -> None:
    if form == tarfile.USTAR_FORMAT:
        found, uid = [one for one in found if len(one[0].encode()) < 90], uid % 10000
    link = "t" if form == tarfile.USTAR_FORMAT else "target" * 30
    data = tar_layer(
        [
            Item(name, kind, b"x" * (size if kind == "file" else 0), link if kind == "symlink" else "", 0o4711, uid)
            for name, kind, size in found
        ],
        form,
    )
    read = list(entries(Section(io.BytesIO(data), len(data), "x")))
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        expected = archive.getmembers()
    assert len(read) == len(expected)
    for entry, info in zip(read, expected, strict=True):
        parts = [part for part in info.name.split("/") if part not in ("", ".")]
        assert entry.path == "/".join(parts)
        assert (entry.kind, entry.size, entry.mode, entry.uid) == (info.type.decode(), info.size, info.mode, info.uid)
        assert (entry.link or "") == info.linkname


def test_names_that_are_not_utf8_survive() -> None:
    data = tar_layer([Item("caf\udce9", data=b"1")], tarfile.GNU_FORMAT)
    assert [entry.path for entry in entries(Section(io.BytesIO(data), len(data), "x"))] == ["caf\udce9"]


def sparse(tmp_path: Path, *options: str) -> bytes:
    import subprocess

    path = tmp_path / "holes"
    with path.open("wb") as file:
        file.write(b"start")
        file.seek(50_000_000)
        file.write(b"end")
    done = subprocess.run(
        ["tar", "-C", str(tmp_path), "--sparse", *options, "-cf", "-", "holes"], check=True, capture_output=True
    )
    return done.stdout


@pytest.mark.parametrize(
    "options",
    [
        ["--format=gnu"],
        ["--format=pax", "--sparse-version=1.0"],
        ["--format=pax", "--sparse-version=0.1"],
        ["--format=pax", "--sparse-version=0.0"],
    ],
)
def test_sparse_files_have_their_whole_size(tmp_path: Path, options: list[str]) -> None:
    data = sparse(tmp_path, *options)
    assert len(data) < 100_000
    (entry,) = entries(Section(io.BytesIO(data), len(data), "x"))
    assert (entry.path, entry.kind, entry.size) == ("holes", "0", 50_000_003)


# What is damaged or hostile


def header(
    name: bytes = b"x", *, size: bytes = b"00000000000", kind: bytes = b"0", rest: dict[int, bytes] | None = None
) -> bytes:
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108], block[108:116], block[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
    block[124 : 124 + len(size)] = size
    block[156:157] = kind
    block[257:265] = b"ustar\x0000"
    for at, data in (rest or {}).items():
        block[at : at + len(data)] = data
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def image_with(layer: bytes) -> bytes:
    return docker_archive([layer])


ENDLESS = (
    header(b"s", kind=b"S", rest={257: b"ustar  \0", 482: b"\x01", 483: b"00000001000\0"})
    + (b"\0" * 504 + b"\x01" + b"\0" * 7) * 20_000
)
HUGE_SPARSE = header(b"s", kind=b"S", rest={257: b"ustar  \0", 483: b"\x80" + b"\x7f" * 11})
HOSTILE: list[tuple[str, bytes, str]] = [
    ("a path outside", tar_layer([Item("../../etc/passwd", data=b"x")]), "leads out of the image"),
    ("a path outside, deeper", tar_layer([Item("a/../../b", data=b"x")]), "leads out of the image"),
    ("a hard link outside", tar_layer([Item("a", "hardlink", link="../../etc/shadow")]), "leads out of the image"),
    ("a hard link to nothing", tar_layer([Item("a", "hardlink", link="b")]), "leads nowhere"),
    (
        "hard links in a circle",
        tar_layer([Item("a", "hardlink", link="b"), Item("b", "hardlink", link="a")]),
        "leads nowhere",
    ),
    (
        "symbolic links in a circle",
        tar_layer([Item("a", "symlink", link="b"), Item("b", "symlink", link="a"), Item("a/x", data=b"1")]),
        "circle",
    ),
    ("a file above a file", tar_layer([Item("a", data=b"1"), Item("a/x", data=b"1")]), "below a file"),
    ("an endless sparse map", ENDLESS, "truncated|endless"),
    ("an endless sparse file", HUGE_SPARSE, "claims a size"),
    ("a size beyond all", header(size=b"\x80" + b"\x00" * 4 + b"\x7f" * 7), "claims a size"),
    ("a negative size", header(size=b"\xff" * 12), "negative"),
    ("a size that is no number", header(size=b"zzzzzzzzzzz"), "no number"),
    ("a wrong checksum", header()[:148] + b"0000001\0" + header()[156:], "checksum"),
    ("an entry longer than its archive", header(size=b"00000100000") + bytes(1024), "truncated|longer"),
    ("a header of a gigabyte", header(size=b"10000000000", kind=b"x"), "header of"),
    ("an unknown type", header(kind=b"Q"), "unknown type"),
    ("a damaged PAX header", header(size=b"00000000012", kind=b"x") + b"99 path=a\n".ljust(512, b"\0"), "PAX header"),
    (
        "a PAX size that is no number",
        header(size=b"00000000012", kind=b"x") + b"10 size=z\n".ljust(512, b"\0") + header(),
        "number",
    ),
    ("not even a tar", b"\x7fELF" + b"x" * 5000, "no layer"),
    ("gzip that is none", b"\x1f\x8b" + b"x" * 5000, "decompress"),
    ("gzip that ends early", gzip.compress(tar_layer([Item("a", data=os.urandom(5000))]))[:3000], "decompress"),
]


@pytest.mark.parametrize(("layer", "message"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
@pytest.mark.parametrize("reading", ["stream", "file", "folder"])
def test_hostile_layers_are_refused(layer: bytes, message: str, reading: str, tmp_path: Path) -> None:
    readers: dict[str, Callable[[], Image]] = {
        "stream": lambda: stream(image_with(layer)),
        "file": lambda: read_file(write(tmp_path / "x.tar", image_with(layer))),
        "folder": lambda: read_folder(str(write_layout(tmp_path / "x", oci_members([layer], compress=bytes)))),
    }
    with pytest.raises(ArchiveError, match=message):
        Measurement(readers[reading](), "x")


@pytest.mark.parametrize(("layer", "message"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
def test_a_hostile_archive_is_one_line_exit_code_2_and_nothing_written(
    layer: bytes, message: str, tmp_path: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "here")
    write(tmp_path / "here" / "x.tar", image_with(layer))
    write_layout(tmp_path / "here" / "layout", oci_members([layer], compress=bytes))
    before = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    for target in ("x.tar", "layout"):
        result = run(target, "--json")
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert result.err.startswith(f"error: {target}: ")
        assert re.search(message, result.err)
    assert {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def zeros(*, gigabytes: int = 1) -> bytes:
    """A layer with a file of zeros, packed, made without having it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = packer.compress(header(b"zeros", size=b"%011o" % (gigabytes << 30)))
    piece = bytes(1 << 20)
    data += b"".join(packer.compress(piece) for _ in range(gigabytes << 10))
    return data + packer.compress(bytes(1024)) + packer.flush()


def test_zeros_that_are_packed_a_thousandfold_are_refused(tmp_path: Path) -> None:
    data = zeros()
    assert len(data) < 2_000_000
    members = oci_members([data], compress=bytes)
    with pytest.raises(ArchiveError, match="200 times its size"):
        stream(pack(members))
    with pytest.raises(ArchiveError, match="200 times its size"):
        read_folder(str(write_layout(tmp_path, members)))
    # So is a whole archive of them.
    with pytest.raises(ArchiveError, match="200 times its size"):
        stream(data)


@pytest.mark.parametrize("kind", ["zeros", "an endless sparse map", "an endless sparse file", "a header of a gigabyte"])
def test_hostile_archives_take_little_memory(kind: str, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    layer = zeros() if kind == "zeros" else next(each[1] for each in HOSTILE if each[0] == kind)
    write_layout(tmp_path / "x", oci_members([layer], compress=bytes))
    limit = 200 << 20
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", "measure", str(tmp_path / "x"), "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: ")
    assert b"Memory" not in done.stderr


MANIFESTS: list[tuple[str, list[tuple[str, bytes]], str]] = [
    ("nothing", [("a.txt", b"x")], "truncated, or no image"),
    ("no JSON", [("manifest.json", b"[{]")], "is not JSON"),
    ("nested without end", [("manifest.json", b"[" * 100_000)], "is not JSON"),
    ("a map", [("manifest.json", b"{}")], "does not hold"),
    ("a list of numbers", [("manifest.json", b"[1]")], "does not hold"),
    ("no images", [("manifest.json", b"[]")], "holds no image"),
    ("a number for a name", [("manifest.json", b'[{"Config": 1, "Layers": []}]')], "does not hold"),
    ("a missing configuration", [("manifest.json", b'[{"Config": "c.json", "Layers": []}]')], "`c.json` is missing"),
    (
        "a missing layer",
        [("c.json", b"{}"), ("manifest.json", b'[{"Config": "c.json", "Layers": ["l.tar"]}]')],
        "`l.tar` is missing",
    ),
    ("a path outside", [("manifest.json", b'[{"Config": "../../c.json", "Layers": []}]')], "leads out"),
    (
        "a list as configuration",
        [("c.json", b"[]"), ("manifest.json", b'[{"Config": "c.json", "Layers": []}]')],
        "does not hold",
    ),
    ("an index of a number", [("index.json", b'{"manifests": 1}')], "does not hold"),
    ("no digest", [("index.json", b'{"manifests": [{"digest": "../../x"}]}')], "is no digest"),
    (
        "a history of numbers",
        [("c.json", b'{"history": [1]}'), ("manifest.json", b'[{"Config": "c.json", "Layers": []}]')],
        "history",
    ),
    (
        "too few layers",
        [("c.json", b'{"rootfs": {"diff_ids": ["a"]}}'), ("manifest.json", b'[{"Config": "c.json", "Layers": []}]')],
        "names 1 layers, the manifest 0",
    ),
]


@pytest.mark.parametrize(("members", "message"), [each[1:] for each in MANIFESTS], ids=[each[0] for each in MANIFESTS])
def test_wrong_json_is_refused(members: list[tuple[str, bytes]], message: str, tmp_path: Path) -> None:
    readers: list[Callable[[], Image]] = [
        lambda: stream(pack(members)),
        lambda: read_file(write(tmp_path / "x.tar", pack(members))),
        lambda: read_folder(str(write_layout(tmp_path / "x", members))),
    ]
    for read in readers:
        with pytest.raises(ArchiveError, match=message):
            Measurement(read(), "x")


def test_an_index_that_holds_itself_is_refused(tmp_path: Path) -> None:
    entry = {"mediaType": "application/vnd.oci.image.index.v1+json", "digest": "sha256:aa"}
    index = json.dumps({"manifests": [entry]}).encode()
    with pytest.raises(ArchiveError, match="nested without end"):
        read_folder(str(write_layout(tmp_path, [("index.json", index), ("blobs/sha256/aa", index)])))


def test_links_of_the_archive_in_a_circle_or_to_the_outside_are_refused(tmp_path: Path) -> None:
    for target, message in (
        ("../a/layer.tar", "circle"),
        ("/etc/passwd", "leads out"),
        ("../../../etc/passwd", "leads out"),
    ):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            link = tarfile.TarInfo("a/layer.tar")
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
            for name, data in (
                ("c.json", b"{}"),
                ("manifest.json", b'[{"Config": "c.json", "Layers": ["a/layer.tar"]}]'),
            ):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        with pytest.raises(ArchiveError, match=message):
            stream(buffer.getvalue())
        with pytest.raises(ArchiveError, match=message):
            read_file(write(tmp_path / "x.tar", buffer.getvalue()))


def test_a_layout_does_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"{}")
    folder = write_layout(tmp_path / "x", [("manifest.json", b'[{"Config": "c.json", "Layers": []}]')])
    (folder / "c.json").symlink_to(tmp_path / "secret")
    with pytest.raises(ArchiveError, match="leads out of the folder"):
        read_folder(str(folder))
    (folder / "c.json").unlink()
    os.mkfifo(folder / "c.json")
    assert stat.S_ISFIFO(os.stat(folder / "c.json").st_mode)
    with pytest.raises(ArchiveError, match="no regular file"):
        read_folder(str(folder))


@given(st.data())
def test_an_archive_that_is_cut_anywhere_is_refused_or_whole(data: st.DataObject) -> None:
    whole = docker_archive(LAYERS) if data.draw(st.booleans()) else pack(oci_members(LAYERS))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        image = stream(whole[:cut])
    except ArchiveError:
        return
    assert report(image) == report(stream(whole))


@given(st.data())
def test_an_archive_with_wrong_bytes_is_refused_or_read(data: st.DataObject) -> None:
    whole = bytearray(docker_archive(LAYERS) if data.draw(st.booleans()) else pack(oci_members(LAYERS)))
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=4)):
        whole[at] = value
    try:
        to_json(Measurement(stream(bytes(whole)), "x"))
    except ArchiveError:
        return
