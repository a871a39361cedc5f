"""Image references, against the grammar of the distribution project's reference package."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.knowledge.reference import ImageReference, parse_reference

DIGEST = "sha256:" + "0123456789abcdef" * 4
IDENTIFIER = "0123456789abcdef" * 4

VALID = [
    # text, registry, repository, tag, digest, familiar
    ("alpine", "docker.io", "library/alpine", None, None, "alpine"),
    ("alpine:3.19", "docker.io", "library/alpine", "3.19", None, "alpine"),
    ("docker.io/library/alpine", "docker.io", "library/alpine", None, None, "alpine"),
    ("index.docker.io/library/alpine:3", "docker.io", "library/alpine", "3", None, "alpine"),
    ("docker.io/alpine", "docker.io", "library/alpine", None, None, "alpine"),
    ("library/alpine", "docker.io", "library/alpine", None, None, "alpine"),
    ("nvidia/cuda:11.0-base", "docker.io", "nvidia/cuda", "11.0-base", None, "nvidia/cuda"),
    (f"alpine@{DIGEST}", "docker.io", "library/alpine", None, DIGEST, "alpine"),
    (f"alpine:3@{DIGEST}", "docker.io", "library/alpine", "3", DIGEST, "alpine"),
    ("gcr.io/distroless/static", "gcr.io", "distroless/static", None, None, "gcr.io/distroless/static"),
    ("localhost/app", "localhost", "app", None, None, "localhost/app"),
    ("localhost:5000", "docker.io", "library/localhost", "5000", None, "localhost"),
    ("localhost:5000/app:1", "localhost:5000", "app", "1", None, "localhost:5000/app"),
    ("10.0.0.1:5000/a/b", "10.0.0.1:5000", "a/b", None, None, "10.0.0.1:5000/a/b"),
    ("[2001:db8::1]:5000/app", "[2001:db8::1]:5000", "app", None, None, "[2001:db8::1]:5000/app"),
    ("Registry/app", "Registry", "app", None, None, "Registry/app"),
    ("a__b/c-d--e.f_g", "docker.io", "a__b/c-d--e.f_g", None, None, "a__b/c-d--e.f_g"),
    ("docker.io/library/a/b", "docker.io", "library/a/b", None, None, "library/a/b"),
    ("docker.io/a.b/c", "docker.io", "a.b/c", None, None, "docker.io/a.b/c"),
    (
        f"docker.io/{IDENTIFIER}",
        "docker.io",
        f"library/{IDENTIFIER}",
        None,
        None,
        f"docker.io/library/{IDENTIFIER}",
    ),
    ("0", "docker.io", "library/0", None, None, "0"),
    ("app:_", "docker.io", "library/app", "_", None, "app"),
    ("app:" + "t" * 128, "docker.io", "library/app", "t" * 128, None, "app"),
]

INVALID = [
    "",
    ":",
    "app:",
    "app@",
    "app@sha256:",
    "app@sha256:" + "0" * 63,
    "app@sha256:" + "A" * 64,
    "app@md5:" + "0" * 32,
    "app:tag:tag",
    "App",
    "app/Name",
    "app name",
    "app:" + "t" * 129,
    "app:-tag",
    "app:.tag",
    "app:tag/name:t",
    "-app",
    "app-",
    "a..b",
    "a___b",
    "a._b",
    "a//b",
    "/a",
    "a/",
    "docker.io/",
    "reg.io:port/app",
    "reg.io:/app",
    "-reg.io/app",
    "[::1/app",
    "[]/app",
    "https://docker.io/app",
    "${BASE}",
    "alpine:$VERSION",
    IDENTIFIER,
    "a" * 256,
    "äpp",
    "app:\udc80",
]


@pytest.mark.parametrize(
    ("text", "parts"), [(text, parts) for text, *parts in VALID], ids=lambda value: str(value)[:40]
)
def test_references_are_taken_apart(text: str, parts: list[str | None]) -> None:
    reference = parse_reference(text)
    assert reference is not None
    assert [
        reference.registry,
        reference.repository,
        reference.tag,
        reference.digest,
        reference.familiar,
    ] == parts
    assert reference.name == f"{reference.registry}/{reference.repository}"
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize("text", INVALID)
def test_what_is_no_reference_is_refused(text: str) -> None:
    assert parse_reference(text) is None


def test_spellings_of_one_image_are_equal() -> None:
    spellings = ["python:3", "library/python:3", "docker.io/python:3", "index.docker.io/library/python:3"]
    references = {parse_reference(text) for text in spellings}
    assert len(references) == 1
    assert parse_reference("python:3") != parse_reference("python:3@" + DIGEST)
    assert parse_reference("python") != parse_reference("python:latest")
    assert parse_reference("python") != "python"


def test_another_tag_drops_the_digest() -> None:
    reference = parse_reference(f"reg.io:5000/app:1@{DIGEST}")
    assert reference is not None
    assert str(reference.with_tag("2")) == "reg.io:5000/app:2"


components = st.lists(st.text(alphabet="az09", min_size=1, max_size=3), min_size=1, max_size=3).flatmap(
    lambda runs: st.sampled_from([".", "_", "__", "-", "---"]).map(lambda separator: separator.join(runs))
)
repositories = st.lists(components, min_size=1, max_size=3).map("/".join)
hosts = st.sampled_from(["docker.io", "index.docker.io", "localhost", "Reg", "reg-1.io:5000", "[::1]:80", "a:1"])
tags = st.none() | st.text(alphabet="aZ_9", min_size=1, max_size=3).map(lambda text: f"{text}.{text}-")
digests = st.none() | st.text(alphabet="0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format)


@given(hosts, repositories, tags, digests)
def test_well_formed_references_survive_the_round_trip(
    host: str, repository: str, tag: str | None, digest: str | None
) -> None:
    text = f"{host}/{repository}" + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    reference = parse_reference(text)
    assert reference is not None
    assert (reference.tag, reference.digest) == (tag, digest)
    assert reference.repository.endswith(repository)
    assert parse_reference(str(reference)) == reference
    assert parse_reference(reference.name) == ImageReference(reference.registry, reference.repository)


@given(st.one_of(st.text(max_size=30), st.text(alphabet="aA0.:/@_-[]", max_size=20)))
def test_any_text_is_a_reference_that_survives_or_none(text: str) -> None:
    reference = parse_reference(text)
    if reference is not None:
        assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize("piece", ["a", "-", "a-", "a/", "a.", ":", "@", "a_", "[", "a:1/"])
def test_long_input_takes_linear_time(piece: str) -> None:
    start = time.perf_counter()
    parse_reference(piece * 200_000)
    assert time.perf_counter() - start < 2
