"""Comparing images, without an engine: what counts as a difference, and what is read from an engine's streams."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

pytest.importorskip("docker")

from scripts.build_pairs import (
    CASES,
    Case,
    buildable,
    configuration_differences,
    file_differences,
    fixed_text,
    read_cases,
)
from scripts.images import Chunks, Entry, entries_of, log_of

TEXTS = (b"FROM a\n", b"FROM b\n")


def file(content: str = "a", mode: int = 0o644, owner: str = "0:0") -> Entry:
    return Entry("file", mode, owner, content, len(content))


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (file("b"), "content 'a' -> 'b'"),
        (file(mode=0o600), "mode 420 -> 384"),
        (file(owner="1:0"), "owner '0:0' -> '1:0'"),
        (Entry("link", 0o644, "0:0", "a", 0), "kind 'file' -> 'link'"),
    ],
)
def test_kind_mode_owner_and_content_count(other: Entry, difference: str) -> None:
    assert file_differences({"srv/x": file()}, {"srv/x": other}, (), TEXTS) == ([f"srv/x: {difference}"], set())


def test_missing_and_added_paths_count_unless_they_are_stated() -> None:
    before, after = {"srv/a": file()}, {"srv/b": file()}
    assert file_differences(before, after, (), TEXTS)[0] == ["srv/a: missing", "srv/b: added"]
    assert file_differences(before, after, ["srv/*"], TEXTS)[0] == []


def test_what_is_left_out_is_told() -> None:
    before = {"var/log/dpkg.log": file("a"), "x/y.pyc": file("a"), "srv": file()}
    after = {"x/y.pyc": file("b"), "srv": file()}
    assert file_differences(before, after, (), TEXTS) == ([], {"var/log/*", "*.pyc"})


def test_byte_code_that_is_missing_or_of_another_owner_counts() -> None:
    assert file_differences({"x.pyc": file()}, {}, (), TEXTS)[0] == ["x.pyc: missing"]
    found, _ = file_differences({"x.pyc": file("a")}, {"x.pyc": file("b", owner="1:1")}, (), TEXTS)
    assert found == ["x.pyc: owner '0:0' -> '1:1', content 'a' -> 'b'"]


def test_a_copied_dockerfile_may_differ_as_it_was_rewritten() -> None:
    import hashlib

    before, after = (Entry("file", 0o644, "0:0", hashlib.sha256(text).hexdigest(), 7) for text in TEXTS)
    assert file_differences({"srv/Dockerfile": before}, {"srv/Dockerfile": after}, (), TEXTS)[0] == []
    assert file_differences({"srv/Dockerfile": after}, {"srv/Dockerfile": before}, (), TEXTS)[0] != []


def test_configuration_counts_unless_it_is_stated() -> None:
    before, after = {"Cmd": ["a"], "User": None}, {"Cmd": ["b"], "User": None}
    assert configuration_differences(before, after, ()) == ["Cmd: ['a'] -> ['b']"]
    assert configuration_differences(before, after, ["Cmd"]) == []


@pytest.mark.parametrize(
    ("text", "built"),
    [
        ("# syntax=docker/dockerfile:1\nFROM a\n", b"FROM a\n"),
        ("# escape=`\n#syntax = x\r\nFROM a", b"# escape=`\nFROM a"),
        ("FROM a\n# syntax=x\n", b"FROM a\n# syntax=x\n"),
        (
            "FROM a\nRUN --mount=type=secret,id=T,env=T \\\n    use $T\n",
            b'FROM a\nRUN --mount=type=secret,id=T export T="$(cat /run/secrets/T)"; \\\n    use $T\n',
        ),
        ("\ufeff# syntax=x\nFROM a\udcff\n", b"\xef\xbb\xbfFROM a\xff\n"),
    ],
)
def test_the_engine_gets_what_it_can_build(text: str, built: bytes) -> None:
    assert buildable(text) == built


def test_an_exported_archive_is_read_once_as_it_comes() -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, kind, link in (
            ("srv", tarfile.DIRTYPE, ""),
            ("srv/a", tarfile.REGTYPE, ""),
            ("srv/hard", tarfile.LNKTYPE, "srv/a"),
            ("srv/soft", tarfile.SYMTYPE, "a"),
            ("dev/console", tarfile.REGTYPE, ""),
            ("etc/hosts", tarfile.REGTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.uid = kind, link, 7
            member.size = 3 if kind == tarfile.REGTYPE else 0
            tar.addfile(member, io.BytesIO(b"abc"))
    content = archive.getvalue()
    chunks = (content[start : start + 700] for start in range(0, len(content), 700))
    found = entries_of(Chunks(chunks))
    assert list(found) == ["srv", "srv/a", "srv/hard", "srv/soft"]
    assert found["srv/a"] == found["srv/hard"]
    assert found["srv/soft"] == Entry("link", 0o644, "7:0", "a", 0)


def test_the_log_is_read_from_buildkits_status() -> None:
    text = b"hello\n" * 30
    log = b"\x0a\x01v\x18\x01\x22" + bytes([len(text) & 127 | 128, len(text) >> 7]) + text
    status = b"\x0a\x03abc" + b"\x1a" + bytes([len(log) & 127 | 128, len(log) >> 7]) + log
    assert log_of(status) == text


def test_every_case_says_what_it_is_for() -> None:
    cases = read_cases([CASES])
    assert len(cases) == len([path for path in CASES.iterdir() if path.is_dir()])
    for case in cases:
        assert case.rules, case.name
        assert set(case.may_differ) <= {"configuration", "files"}, case.name
        assert Path(case.dockerfile).exists(), case.name


@pytest.mark.parametrize("case", read_cases([CASES]), ids=lambda case: case.name)
def test_a_case_is_fixed_or_a_near_miss_by_name(case: Case) -> None:
    text, _, left = fixed_text(case, unsafe=False)
    is_changed = text.encode("utf-8", "surrogateescape") != case.dockerfile.read_bytes()
    assert is_changed == (not case.unchanged), left
    assert case.name.startswith("near-miss-") == bool(case.unchanged)
