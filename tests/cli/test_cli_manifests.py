"""`check` and `fix` of Compose and Kubernetes files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Project = Callable[[Mapping[str, str | bytes]], None]
    Run = Callable[..., Any]

COMPOSE = """\
services:
  web:
    image: nginx # dockerlint: ignore=untagged-base-image -- it is only for us
  db:
    # dockerlint: ignore=DL3006
    image: postgres
  cache:
    image: redis
  mine:
    build:
      dockerfile_inline: |
        FROM debian
        RUN echo $$HOME && \\
            cd /x
"""
POD = """\
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: a
      image: team/a:1
      securityContext: { runAsNonRoot: true }
"""


def found(result: Any) -> list[tuple[str, str, int, int]]:
    return [
        (one["filename"], one["rule"], one["location"]["row"], one["location"]["column"])
        for one in json.loads(result.out)
    ]


def test_compose_and_the_dockerfile_in_it(project: Project, run: Run) -> None:
    project({"compose.yaml": COMPOSE})
    selected = "untagged-base-image,cd-instead-of-workdir"
    result = run("check", "compose.yaml", "--select", selected, "--output-format", "json")
    assert found(result) == [
        ("compose.yaml", "untagged-base-image", 8, 12),
        ("compose.yaml", "untagged-base-image", 12, 14),
        ("compose.yaml", "cd-instead-of-workdir", 14, 13),
    ]


def test_kubernetes_with_what_compose_says_of_the_build(project: Project, run: Run) -> None:
    compose = "services: {a: {image: 'team/a', build: app}}\n"
    project({"k8s/pod.yaml": POD, "compose.yaml": compose, "app/Dockerfile": "FROM debian:13-slim\nUSER app\n"})
    options = ("--select", "non-root-not-provable", "--output-format", "json")
    assert found(run("check", "k8s/pod.yaml", *options)) == []
    assert found(run("check", "k8s/pod.yaml", "compose.yaml", *options)) == [
        ("k8s/pod.yaml", "non-root-not-provable", 7, 40)
    ]


def test_a_mirror(project: Project, run: Run, tmp_path: Path) -> None:
    project(
        {
            ".dockerlint.yaml": "mirrors: {docker.io: m.example.com/hub}\n",
            "compose.yaml": "services:\n  a: {image: 'redis:8'} # ours\n",
            "Dockerfile": "FROM debian:13\nCOPY --from=quay.io/a/b:1 /a /a\n",
        }
    )
    result = run("fix", "compose.yaml", "Dockerfile", "--unsafe", "--select", "image-not-from-mirror")
    assert result.code == 0
    compose = (tmp_path / "compose.yaml").read_text(encoding="utf-8")
    assert compose == "services:\n  a: {image: 'm.example.com/hub/library/redis:8'} # ours\n"
    dockerfile = (tmp_path / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile == "FROM m.example.com/hub/library/debian:13\nCOPY --from=quay.io/a/b:1 /a /a\n"


def test_invalid_yaml_is_a_finding_and_a_template_is_none(project: Project, run: Run) -> None:
    project({"pod.yaml": POD + "  - x\n }", "chart.yaml": POD + "{{ end }}\n"})
    options = ("--select", "parse-error", "--output-format", "json")
    assert [rule for _, rule, *_ in found(run("check", "pod.yaml", "chart.yaml", *options))] == ["parse-error"]


def test_findings_in_an_inline_dockerfile_are_not_fixed(project: Project, run: Run, tmp_path: Path) -> None:
    text = (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1\n        RUN apt-get install curl\n"
    )
    project({"compose.yaml": text})
    run("fix", "compose.yaml", "--unsafe", "--select", "ALL")
    assert (tmp_path / "compose.yaml").read_text(encoding="utf-8") == text


def test_every_format(project: Project, run: Run) -> None:
    project({"compose.yaml": COMPOSE})
    for name in ("text", "concise", "sarif", "gitlab", "rdjson", "github", "junit", "checkstyle", "gnu", "jsonl"):
        assert run("check", "compose.yaml", "--output-format", name).code == 1
