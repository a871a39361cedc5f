"""Layers over each other, against a naive merge; waste by cause; dive's figures against a second calculation."""

from __future__ import annotations

import hashlib
import io
import posixpath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.measure.archive import read_stream
from dockerlint.measure.measurement import Measurement
from tests.measure.archives import Item, dive_figures, docker_archive, naive_merge, tar_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.measure.archives import Node


def measure(*layers: Sequence[Item], settings: dict[str, object] | None = None) -> Measurement:
    from tests.measure.archives import config_of

    packed = [tar_layer(items) for items in layers]
    return Measurement(read_stream(io.BytesIO(docker_archive(packed, config_of(packed, settings))), "x"), "x")


def file(path: str, size: int, content: str = "x", mode: int = 0o644) -> Item:
    return Item(path, data=content.encode() * size, mode=mode)


def folder(path: str) -> Item:
    return Item(path, "directory", mode=0o755)


# Random layers

_names = st.sampled_from(["a", "b", "c"])
_paths = st.lists(_names, min_size=1, max_size=3).map("/".join)


@st.composite
def random_layers(draw: st.DrawFn) -> list[list[Item]]:
    """Layers as an engine writes them: each path once, nothing below a file of the same layer, hard links lead on."""
    layers: list[list[Item]] = []
    for _ in range(draw(st.integers(1, 4))):
        below = naive_merge(layers)
        items: list[Item] = []
        kinds: dict[str, str] = {}
        hidden: set[str] = set()
        for _ in range(draw(st.integers(0, 7))):
            path = draw(_paths)
            kind = draw(st.sampled_from(["file", "file", "directory", "symlink", "hardlink", "whiteout", "opaque"]))
            if path in kinds or path in hidden:
                continue
            parents = ["/".join(path.split("/")[:depth]) for depth in range(1, path.count("/") + 1)]
            if any(kinds.get(parent, "directory") != "directory" for parent in parents):
                continue
            if any(parent in hidden for parent in parents):
                continue
            inside = [known for known in kinds if known.startswith(path + "/")]
            if kind == "whiteout":
                if path in below and not inside:
                    items.append(
                        Item(posixpath.join(posixpath.dirname(path), ".wh." + posixpath.basename(path)), mode=0o600)
                    )
                    hidden.add(path)
            elif kind == "opaque":
                items += [Item(path, "directory", mode=0o755), Item(f"{path}/.wh..wh..opq", mode=0o755)]
                kinds[path] = "directory"
            elif kind == "directory":
                items.append(Item(path, "directory", mode=draw(st.sampled_from([0o755, 0o700]))))
                kinds[path] = kind
            elif not inside:
                mode, uid = draw(st.sampled_from([0o644, 0o600])), draw(st.integers(0, 1))
                files = [
                    item
                    for item in items
                    if item.kind == "file" and not posixpath.basename(item.path).startswith(".wh.")
                ]
                if kind == "hardlink":
                    if not files:
                        continue
                    items.append(Item(path, kind, link=draw(st.sampled_from([item.path for item in files]))))
                elif kind == "symlink":
                    items.append(
                        Item(path, kind, link=draw(st.sampled_from(["a", "/b", "../c", "nowhere"])), mode=0o777)
                    )
                else:
                    content = draw(st.sampled_from([b"", b"1", b"22", b"333", b"444"]))
                    items.append(Item(path, kind, content, mode=mode, uid=uid))
                for parent in parents:
                    kinds.setdefault(parent, "directory")
                kinds[path] = kind
        layers.append(items)
    return layers


@given(random_layers())
def test_the_merged_tree_is_that_of_a_naive_merge(layers: list[list[Item]]) -> None:
    measured = measure(*layers)
    expected = naive_merge(layers)
    found = dict(measured.merged.files())
    assert set(found) == set(expected)
    kinds = {"file": "0", "directory": "5", "symlink": "2"}
    for path, node in expected.items():
        item, ours = node.item, found[path]
        assert ours.kind == kinds[item.kind], path
        assert (ours.mode, ours.uid, ours.size) == (item.mode, item.uid, len(item.data)), path
        assert (ours.link or "") == item.link, path
        assert ours.layer == node.layer or item.kind == "directory", path
        # Names are one file exactly where the naive merge says so.
        assert {other for other in found if found[other] is ours} == {
            other for other in expected if expected[other] is node
        }


@given(random_layers())
def test_waste_by_cause_adds_up_and_no_byte_is_counted_twice(layers: list[list[Item]]) -> None:
    measured = measure(*layers)
    sizes = [
        sum(len(item.data) for item in items if not posixpath.basename(item.path).startswith(".wh."))
        for items in layers
    ]
    assert [layer.bytes for layer in measured.layers] == sizes
    contents: dict[int, Node] = {id(node): node for node in naive_merge(layers).values() if node.item.kind == "file"}
    merged = sum(len(node.item.data) for node in contents.values())
    assert measured.merged_bytes == merged
    assert sum(measured.waste.values()) == measured.bytes - merged
    assert sum(layer.wasted for layer in measured.layers) == sum(layer.hides for layer in measured.layers)
    assert sum(blame.bytes for blame in measured.blames) == measured.bytes - merged
    assert sum(measured.avoidable_bytes.values()) <= merged
    assert len({id(one.file) for one in measured.avoidable}) == len(measured.avoidable)


@given(random_layers())
def test_dive_figures_equal_a_second_calculation(layers: list[list[Item]]) -> None:
    measured = measure(*layers)
    efficiency, wasted, percent = dive_figures(
        [[(item.path, len(item.data), item.kind == "directory") for item in items] for items in layers]
    )
    assert measured.dive.efficiency == pytest.approx(efficiency)
    assert measured.dive.wasted_bytes == wasted
    assert measured.dive.user_wasted_percent == pytest.approx(percent)


# Causes


def test_a_file_that_is_written_again_is_overwritten() -> None:
    measured = measure([file("a", 100)], [file("a", 50)])
    assert measured.waste == {"overwritten": 100, "deleted_later": 0, "metadata_only_copy": 0}
    assert (measured.bytes, measured.merged_bytes) == (150, 50)
    (blame,) = measured.blames
    assert (blame.made_by, blame.hidden_by, blame.example, blame.files) == (0, 1, "a", 1)


def test_the_same_bytes_with_another_mode_are_a_metadata_only_copy() -> None:
    measured = measure([file("a", 100)], [file("a", 100, mode=0o600)])
    assert measured.waste["metadata_only_copy"] == 100


def test_chown_of_hard_links_costs_each_name() -> None:
    first = [file("a", 100), Item("b", "hardlink", link="a")]
    measured = measure(first, [file("a", 100, mode=0o600), file("b", 100, mode=0o600)])
    assert (measured.bytes, measured.merged_bytes) == (300, 200)
    assert measured.waste["metadata_only_copy"] == 100


def test_a_hard_link_keeps_its_file_alive() -> None:
    measured = measure([file("a", 100), Item("b", "hardlink", link="a")], [Item(".wh.a")])
    assert (measured.bytes, measured.merged_bytes, sum(measured.waste.values())) == (100, 100, 0)


def test_files_below_a_deleted_or_emptied_directory_are_deleted() -> None:
    below = [folder("d"), file("d/a", 10), folder("d/e"), file("d/e/b", 20)]
    assert measure(below, [Item(".wh.d")]).waste["deleted_later"] == 30
    emptied = measure(below, [folder("d"), Item("d/.wh..wh..opq"), file("d/a", 5)])
    assert emptied.waste == {"overwritten": 10, "deleted_later": 20, "metadata_only_copy": 0}
    assert [path for path, _ in emptied.merged.files()] == ["d", "d/a"]


def test_a_marker_hides_only_lower_layers_wherever_it_stands() -> None:
    measured = measure([folder("d"), file("d/a", 1)], [file("d/b", 2), Item("d/.wh..wh..opq"), file("d/c", 3)])
    assert [path for path, _ in measured.merged.files()] == ["d", "d/b", "d/c"]
    assert (measured.layers[1].opaques, measured.layers[1].whiteouts) == (1, 0)


def test_a_directory_that_becomes_a_file_takes_all_with_it() -> None:
    measured = measure([folder("d"), file("d/a", 10)], [file("d", 3)])
    assert measured.merged_bytes == 3
    assert measured.waste["deleted_later"] == 10


def test_an_entry_behind_a_link_of_a_lower_layer_takes_its_place() -> None:
    measured = measure([folder("usr"), Item("bin", "symlink", link="usr")], [file("bin/x", 1)])
    assert [path for path, _ in measured.merged.files()] == ["bin", "bin/x", "usr"]


def test_an_entry_behind_a_link_of_the_same_layer_goes_where_it_leads() -> None:
    measured = measure([folder("usr"), Item("bin", "symlink", link="usr"), file("bin/x", 1)])
    assert [path for path, _ in measured.merged.files()] == ["bin", "usr", "usr/x"]


def test_names_that_only_look_like_whiteouts_are_names() -> None:
    measured = measure([file(".wh-not", 1), file("a.wh.b", 2)])
    assert [path for path, _ in measured.merged.files()] == [".wh-not", "a.wh.b"]


# What nobody needs


def causes(measured: Measurement) -> dict[str, str]:
    return {one.path: one.cause for one in measured.avoidable}


def test_avoidable_bytes_by_cause() -> None:
    measured = measure(
        [
            file("etc/passwd", 1, "root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n"),
            file("var/lib/apt/lists/x_Packages", 10, "1"),
            file("var/cache/apt/archives/a.deb", 10, "2"),
            file("root/.cache/pip/http/a", 10, "3"),
            file("home/me/.npm/_cacache/a", 10, "4"),
            file("home/me/.npmrc", 10, "4"),
            file("elsewhere/cargo/registry/a.crate", 10, "5"),
            file("usr/share/doc/a/README", 10, "6"),
            file("usr/share/doc/a/copyright", 10, "7"),
            file("usr/share/locale/de/a.mo", 10, "8"),
            file("app/a.py", 10, "9"),
            file("app/__pycache__/a.cpython-311.pyc", 10, "a"),
            file("app/__pycache__/alone.cpython-311.pyc", 10, "b"),
            file("usr/bin/x86_64-linux-gnu-gcc-12", 10, "c"),
            file("usr/bin/gccx", 10, "d"),
            file("usr/include/a.h", 10, "e"),
            file("usr/lib/x86_64-linux-gnu/liba.a", 10, "f"),
        ],
        settings={"Env": ["CARGO_HOME=/elsewhere/cargo"]},
    )
    assert causes(measured) == {
        "var/lib/apt/lists/x_Packages": "package_caches",
        "var/cache/apt/archives/a.deb": "package_caches",
        "root/.cache/pip/http/a": "package_caches",
        "home/me/.npm/_cacache/a": "package_caches",
        "elsewhere/cargo/registry/a.crate": "package_caches",
        "usr/share/doc/a/README": "documentation_and_locales",
        "usr/share/locale/de/a.mo": "documentation_and_locales",
        "app/__pycache__/a.cpython-311.pyc": "byte_code",
        "usr/bin/x86_64-linux-gnu-gcc-12": "build_tools",
        "usr/include/a.h": "build_tools",
        "usr/lib/x86_64-linux-gnu/liba.a": "build_tools",
    }
    assert measured.build_programs == ["gcc"]


def test_of_equal_files_the_first_is_kept_and_hard_links_are_one() -> None:
    measured = measure([file("a", 10), Item("b", "hardlink", link="a")], [file("c", 10), file("0", 10)])
    assert causes(measured) == {"0": "same_content_twice", "c": "same_content_twice"}
    # What is avoidable already is no first.
    measured = measure([file("root/.cache/pip/a", 10)], [file("app/a", 10)])
    assert causes(measured) == {"root/.cache/pip/a": "package_caches"}


def test_a_file_in_use_that_is_linked_into_a_cache_is_needed() -> None:
    measured = measure(
        [file("root/.cache/uv/a", 10), Item("venv", "directory"), Item("venv/a", "hardlink", link="root/.cache/uv/a")]
    )
    assert causes(measured) == {}


# What should not be there


def test_set_uid_files_users_and_secrets() -> None:
    key = b"-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n"
    measured = measure(
        [
            file("etc/passwd", 1, "root:x:0:0:root:/root:/bin/bash\n"),
            file("usr/bin/su", 1, mode=0o4755),
            Item("app/server.key", data=key),
            Item("tmp/deploy", data=key),
            Item("usr/lib/python3/test/key.pem", data=key),
            file("root/.aws/credentials", 1),
            file("app/cert.pem", 1, "-----BEGIN CERTIFICATE-----"),
        ],
        [Item("tmp/.wh.deploy"), Item("root/.aws/.wh.credentials")],
        settings={"User": "1000:1000"},
    )
    assert [path for path, _ in measured.set_id_files] == ["usr/bin/su"]
    assert [(user.name, user.uid, user.home) for user in measured.users] == [("root", 0, "/root")]
    assert measured.user == "1000:1000"
    assert sorted((one.path, one.is_hidden) for one in measured.secrets) == [
        ("app/server.key", False),
        ("root/.aws/credentials", True),
        ("tmp/deploy", True),
    ]


def test_digest_of_large_files_is_that_of_their_content() -> None:
    data = b"z" * 3_000_000
    measured = measure([Item("a", data=data), Item("b", data=data), Item("c", data=data[:-1] + b"y")])
    assert causes(measured) == {"b": "same_content_twice"}
    found = measured.merged.find("a")
    assert found is not None
    assert found.digest == hashlib.blake2b(data, digest_size=16).digest()
