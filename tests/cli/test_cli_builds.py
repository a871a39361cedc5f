"""`check compose.yaml` and `check docker-bake.hcl`: the Dockerfiles that they build, as they build them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Project = Callable[[Mapping[str, str | bytes]], None]
    Run = Callable[..., Any]

DOCKERFILE = "ARG BASE=debian:13-slim\nFROM ${BASE} AS a\nUSER 1\nFROM debian AS b\nUSER 1\n"
COMPOSE = """
services:
  one: { build: { context: app, args: { BASE: "debian:latest" }, target: a } }
  two: { build: { context: app, target: b } }
"""
SELECT = ("--select", "latest-base-image,untagged-base-image", "--output-format", "json")


def rules(result: Any) -> list[tuple[str, str, int]]:
    return [(one["filename"], one["rule"], one["location"]["row"]) for one in json.loads(result.out)]


def test_each_build_is_checked_and_what_they_share_is_said_once(project: Project, run: Run) -> None:
    project({"app/Dockerfile": DOCKERFILE, "compose.yaml": COMPOSE})
    assert rules(run("check", "compose.yaml", *SELECT)) == [
        ("app/Dockerfile", "latest-base-image", 2),
        ("app/Dockerfile", "untagged-base-image", 4),
    ]
    alone = {rule for _, rule, _ in rules(run("check", "app/Dockerfile", *SELECT))}
    assert alone == {"untagged-base-image"}


def test_the_command_line_beats_the_file(project: Project, run: Run) -> None:
    project({"app/Dockerfile": DOCKERFILE, "compose.yaml": COMPOSE})
    result = run("check", "compose.yaml", "--build-arg", "BASE=debian:13-slim", *SELECT)
    assert "latest-base-image" not in {rule for _, rule, _ in rules(result)}


def test_a_bake_file(project: Project, run: Run) -> None:
    bake = 'target "app" {\n  context = "app"\n  args = { BASE = "debian:latest" }\n  target = "a"\n}\n'
    project({"app/Dockerfile": DOCKERFILE, "docker-bake.hcl": bake})
    assert ("app/Dockerfile", "latest-base-image", 2) in rules(run("check", "docker-bake.hcl", *SELECT))


def test_a_context_of_its_own(project: Project, run: Run) -> None:
    compose = "services: { a: { build: { context: ., dockerfile: docker/Dockerfile } } }"
    project({"docker/Dockerfile": "FROM scratch\nCOPY --chmod=644 there /x\n", "there": "", "compose.yaml": compose})
    assert run("check", "compose.yaml", "--select", "correctness,context", "--fail-on", "warning").code == 0


def test_fixing(project: Project, run: Run) -> None:
    project({"app/Dockerfile": "FROM debian:13-slim\nRUN apt-get install curl\n", "compose.yaml": COMPOSE})
    assert run("fix", "compose.yaml", "--select", "apt-assume-yes-missing").code == 0


def test_trouble(project: Project, run: Run) -> None:
    project({"compose.yaml": "services: { a: { build: gone } }", "docker-bake.hcl": 'target "a'})
    result = run("check", "compose.yaml", "docker-bake.hcl")
    assert result.code == 2
    assert "compose.yaml: `a` is built from gone/Dockerfile, which is not there" in result.err
    assert "docker-bake.hcl: not valid HCL" in result.err


def test_one_that_builds_nothing(project: Project, run: Run) -> None:
    project({"docker-bake.hcl": 'target "a" {\n  context = "https://example.com/a.git"\n}\n'})
    assert run("check", "docker-bake.hcl").err == "note: docker-bake.hcl: builds no Dockerfile of this machine\n"
