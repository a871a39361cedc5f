"""`dockerlint config`: show, validate, migrate."""

from __future__ import annotations

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
    for name in ("select", "ignore", "severity", "fail_on", "trusted_registries", "label_schema", "strict_labels"):
        assert getattr(new, name) == getattr(old, name), name
    for told in ("--exit-zero", "NO_COLOR", "disable-ignore-pragma", "sonarqube"):
        assert told in result.out


def test_migrating_what_is_not_there(project: Project, run: Run) -> None:
    project({})
    assert run("config", "migrate").code == 2
    assert run("config").code == 2
