"""`dockerlint config`: show, validate, migrate."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    Project = Callable[[Mapping[str, str | bytes]], None]
    Run = Callable[..., "Result"]

    class Result(Protocol):
        code: int
        out: str
        err: str


HADOLINT = """\
ignored: [DL3008, SC2086]
override:
  error: [DL3015]
  style: [DL3015, DL4000]
failure-threshold: warning
trustedRegistries: [docker.io, "*.example.com"]
label-schema:
  author: text
  built: rfc3339
strict-labels: true
no-fail: true
no-color: true
disable-ignore-pragma: true
format: sonarqube
"""


def test_show_says_where_each_value_comes_from(project: Project, run: Run) -> None:
    project(
        {
            "base.yaml": "ignore: [DL3008]\nrules:\n  consecutive-runs: {max-commands: 3}\n",
            ".dockerlint.yaml": "extends: base.yaml\nignore: [cache]\nfail-on: error\nbuild-args: {A: 1}\n",
        }
    )
    result = run("config", "show")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "# .dockerlint.yaml"
    assert "select: [recommended]  # default" in lines
    assert "  - DL3008  # base.yaml" in lines
    assert "  - cache  # .dockerlint.yaml" in lines
    assert "fail-on: error  # .dockerlint.yaml" in lines
    assert "    max-commands: 3  # base.yaml" in lines


def test_show_without_a_configuration(project: Project, run: Run) -> None:
    project({})
    assert run("config", "show").out.startswith("# no configuration file")


@pytest.mark.parametrize(
    ("files", "arguments", "code", "told"),
    [
        ({}, [], 0, "no configuration"),
        ({".dockerlint.yaml": "ignore: [cache]\n"}, [], 0, ".dockerlint.yaml: right"),
        ({".dockerlint.yaml": "ignor: [cache]\n"}, [], 2, ".dockerlint.yaml:1:1: unknown key"),
        ({"a.yaml": "ignore: [cache]\n", "b.yaml": "ignore: [DL9999]\n"}, ["a.yaml", "b.yaml"], 2, "b.yaml:1:10"),
        ({}, ["gone.yaml"], 2, "gone.yaml"),
        ({".hadolint.yaml": HADOLINT}, [], 0, ".hadolint.yaml: right"),
    ],
)
def test_validate(
    files: dict[str, str], arguments: list[str], code: int, told: str, project: Project, run: Run
) -> None:
    project(files)
    result = run("config", "validate", *arguments)
    assert result.code == code, result.out + result.err
    assert told in result.out + result.err


def test_a_migrated_configuration_means_the_same(project: Project, run: Run) -> None:
    project({"old/.hadolint.yaml": HADOLINT})
    result = run("config", "migrate", "old/.hadolint.yaml")
    assert result.code == 0, result.err
    project({"new/.dockerlint.yaml": result.out})
    old, new = load("old/Dockerfile"), load("new/Dockerfile")
    assert new.kind == "dockerlint"
    for name in ("select", "ignore", "fail_on", "trusted_registries", "label_schema", "strict_labels"):
        assert getattr(new, name) == getattr(old, name), name
    assert old.severity.items() <= new.severity.items()
    for told in ("--exit-zero", "NO_COLOR", "disable-ignore-pragma", "sonarqube"):
        assert told in result.out


def test_a_migrated_configuration_is_valid_and_gives_the_same_verdict(project: Project, run: Run) -> None:
    theirs = "ignored: [DL3008, DL3005, DL9999]\noverride: {style: [DL3057, DL3017]}\nfailure-threshold: warning\n"
    dockerfile = "FROM debian:13\nRUN apt-get update && apt-get install -y curl\nMAINTAINER x\nADD a /a\nUSER 1\n"
    project({"old/.hadolint.yaml": theirs, "old/Dockerfile": dockerfile, "new/Dockerfile": dockerfile})
    project({"new/.dockerlint.yaml": run("config", "migrate", "old/.hadolint.yaml").out})
    assert run("config", "validate", "new/.dockerlint.yaml").code == 0
    old, new = (run("check", "--output-format", "json", f"{folder}/Dockerfile") for folder in ("old", "new"))
    findings = [
        [(one["rule"], one["severity"], one["location"]) for one in json.loads(result.out)] for result in (old, new)
    ]
    assert findings[0] == findings[1]
    assert ("healthcheck-missing", "style") in {each[:2] for each in findings[0]}
    assert old.code == new.code == 1


def test_migrating_what_is_not_there(project: Project, run: Run) -> None:
    project({})
    assert run("config", "migrate").code == 2
    assert run("config").code == 2
