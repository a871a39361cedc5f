"""Compose and Bake files: which Dockerfiles they build, and with what."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.deploy import DeployError, is_build_file
from dockerlint.deploy.bake import read_bake
from dockerlint.deploy.builds import Build
from dockerlint.deploy.compose import interpolated, read_compose

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENT = {"TAG": "1.2", "EMPTY": "", "ENV": "prod"}


def shown(builds: list[Build]) -> list[tuple[object, ...]]:
    return [(build.name, build.dockerfile, build.context, build.target, build.args) for build in builds]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("compose.yaml", True),
        ("a/docker-compose.override.yml", True),
        ("Compose.prod.yml", True),
        ("docker-bake.hcl", True),
        ("docker-bake.override.json", True),
        ("composer.json", False),
        ("compose.json", False),
        ("values.yaml", False),
        ("docker-baker.hcl", False),
        ("Dockerfile", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    assert is_build_file(name) is expected


def test_compose() -> None:
    text = """
x-args: &args { BASE: "debian:${TAG}" }
services:
  web:
    build:
      context: ./web
      dockerfile: ../docker/web.Dockerfile
      target: ${STAGE:-final}
      args: { <<: *args, DEBUG: true, NUMBER: 3, ENV: , UNSET: , LATER: "${NOBODY}" }
  worker: { build: worker }
  list: { build: { args: [A=b=c, ENV, UNSET] } }
  remote: { build: "https://example.com/x.git" }
  inline: { build: { dockerfile_inline: "FROM scratch" } }
  database: { image: postgres }
"""
    assert shown(read_compose(text, "/p", ENVIRONMENT)) == [
        (
            "web",
            "/p/docker/web.Dockerfile",
            "/p/web",
            "final",
            {"BASE": "debian:1.2", "DEBUG": "true", "NUMBER": "3", "ENV": "prod"},
        ),
        ("worker", "/p/worker/Dockerfile", "/p/worker", None, {}),
        ("list", "/p/Dockerfile", "/p", None, {"A": "b=c", "ENV": "prod"}),
    ]


BAKE = """
# a comment } with a bracket
variable "TAG" { default = "latest" }
variable "BASE" {
  default = "debian:13"
  validation { condition = TAG != "" }
}
group "default" { targets = ["app", "tests"] }
target "_common" {
  context = "src" // and another
  args = { BASE = BASE, VERSION = "v${TAG}", NOW = timestamp(), "QUOTED" = "a \\"b\\"" }
}
target "app" {
  inherits   = ["_common"]
  dockerfile = "app.Dockerfile"
  target     = "final"
  tags       = ["x:${TAG}", "y"]
  args = {
    EXTRA = <<-END
      one
        two
    END
    BASE = "alpine" /* instead */
  }
}
target "tests" {
  context = "https://example.com/x.git"
}
"""


def test_bake() -> None:
    args = {"BASE": "debian:13", "VERSION": "v1.2", "QUOTED": 'a "b"'}
    assert shown(read_bake(BAKE, "/p", ENVIRONMENT)) == [
        ("_common", "/p/src/Dockerfile", "/p/src", None, args),
        ("app", "/p/src/app.Dockerfile", "/p/src", "final", {**args, "BASE": "alpine", "EXTRA": "one\n  two\n"}),
    ]


def test_bake_in_json() -> None:
    text = '{"variable": {"A": {"default": "x"}}, "target": {"app": {"args": {"B": "${A}", "C": 1}, "target": "t"}}}'
    assert shown(read_bake(text, "", {}, is_json=True)) == [("app", "Dockerfile", ".", "t", {"B": "x", "C": "1"})]


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_compose, "services: ["),
        (read_compose, "a: b"),
        (read_compose, "services: 3"),
        (read_bake, 'target "a" {'),
        (read_bake, 'target "a'),
        (read_bake, "target"),
        (read_bake, 'target "a" { x = <<E\n'),
        (read_bake, "/*"),
    ],
)
def test_what_cannot_be_read_is_said(read: Callable[..., object], text: str) -> None:
    with pytest.raises(DeployError):
        read(text, "", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("$TAG-${TAG}", "1.2-1.2"),
        ("$$TAG", "$TAG"),
        ("${EMPTY:-x}${EMPTY-y}", "x"),
        ("${NO-}", ""),
        ("${NO}", None),
        ("${NO:?must}", None),
        ("$", None),
        ("${A", None),
    ],
)
def test_interpolation(text: str, expected: str | None) -> None:
    assert interpolated(text, ENVIRONMENT) == expected


PIECES = st.lists(st.sampled_from([*'{}[]()=,"\n#/*$\\<-', "target", '"a"', "args", "${A}", "<<E\n", "E\n", "x", " "]))


@given(PIECES.map("".join), st.sampled_from([True, False]))
def test_any_text_is_read_or_refused(text: str, is_json: bool) -> None:
    with suppress(DeployError):
        read_bake(text, "", {}, is_json=is_json)


@given(st.text("services:build\n -{}[]&*!|>'\"#%@`$?,"))
def test_any_compose_file_is_read_or_refused(text: str) -> None:
    with suppress(DeployError):
        read_compose(text, "", {})


def test_paths_are_of_this_machine() -> None:
    assert shown(read_compose("services: {a: {build: .}}", "x/y", {}))[0][1] == os.path.join("x", "y", "Dockerfile")
