"""`dockerlint graph --images`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Project = Callable[[Mapping[str, str]], None]
    Run = Callable[..., Any]

FILES = {
    "base/Dockerfile": "ARG TAG=13-slim\nFROM debian:${TAG}\n",
    "app/Dockerfile": "FROM team/base\nCOPY --from=quay.io/a/b@sha256:" + "ab" * 32 + " /a /a\nFROM $UNKNOWN\n",
    "docker-bake.hcl": 'target "base" {\n  context = "base"\n  tags = ["team/base:1"]\n  args = { TAG = "12" }\n}\n'
    'target "tool" {\n  context = "tool"\n  contexts = { ground = "target:base" }\n}\n',
    "tool/Dockerfile": "FROM ground\nFROM example.com/team/other\n",
    "other/Dockerfile": "FROM scratch\n",
    "compose.yaml": "services:\n  a: {image: 'team/base:1'}\n  b: {image: 'redis:3.10'}\n",
}


def needs(document: Any) -> dict[str, list[tuple[str, str | None, str | None]]]:
    return {
        file["path"]: [(need["image"] or need["written"], need["built_by"], need["known_by"]) for need in file["needs"]]
        for file in document["files"]
    }


def test_who_builds_what(project: Project, run: Run) -> None:
    project(FILES)
    result = run("graph", "--images", ".", "--output-format", "json")
    assert result.code == 0
    document = json.loads(result.out)
    assert needs(document) == {
        "app/Dockerfile": [
            ("team/base", "base/Dockerfile", "tag"),
            ("quay.io/a/b@sha256:" + "ab" * 32, None, None),
            ("$UNKNOWN", None, None),
        ],
        "base/Dockerfile": [("debian:12", None, None)],
        "compose.yaml": [("team/base:1", "base/Dockerfile", "tag"), ("redis:3.10", None, None)],
        "other/Dockerfile": [],
        "tool/Dockerfile": [
            ("ground", "base/Dockerfile", "context"),
            ("example.com/team/other", "other/Dockerfile", "name"),
        ],
    }
    assert document["external"] == [
        "docker.io/library/debian:12",
        "docker.io/library/redis:3.10",
        "quay.io/a/b@sha256:" + "ab" * 32,
    ]


def test_skopeo(project: Project, run: Run) -> None:
    project(FILES)
    document = yaml.safe_load(run("graph", "--images", "--output-format", "skopeo").out)
    assert document["docker.io"]["images"] == {"library/debian": ["12"], "library/redis": ["3.10"]}
    assert document["quay.io"]["images"] == {"a/b": ["sha256:" + "ab" * 32]}


def test_a_cycle(project: Project, run: Run) -> None:
    project({"one/Dockerfile": "FROM t/two\n", "two/Dockerfile": "FROM t/one\n", "three/Dockerfile": "FROM t/one\n"})
    result = run("graph", "--images")
    assert result.code == 1
    assert "a cycle: one/Dockerfile -> two/Dockerfile -> one/Dockerfile" in result.out
    assert "they need each other's images" in result.err
    assert json.loads(run("graph", "--images", "--output-format", "json").out)["cycles"] == [
        ["one/Dockerfile", "two/Dockerfile"]
    ]


@pytest.mark.parametrize(
    ("name", "start"), [("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg"), ("text", "5 files")]
)
def test_formats(project: Project, run: Run, name: str, start: str) -> None:
    project(FILES)
    assert run("graph", "--images", "--output-format", name).out.startswith(start)


def test_without_images_there_is_one_file(project: Project, run: Run) -> None:
    project(FILES)
    assert run("graph", "app/Dockerfile", "base/Dockerfile").code == 2
    assert run("graph", "app/Dockerfile", "--output-format", "skopeo").code == 2
    assert run("graph", "--images", "nothing").code == 2
