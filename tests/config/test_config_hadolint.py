from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import ConfigError, load
from dockerlint.config.layers import load_hadolint

if TYPE_CHECKING:
    from collections.abc import Callable

    Project = Callable[[dict[str, str]], str]

DOCUMENT = """\
---
failure-threshold: warning
format: gitlab_codeclimate
ignored:
  - DL3008 # a comment
  - SC2086
trustedRegistries: [docker.io, "*.gcr.io"]
override:
  error: [DL3001]
  info: [DL3001, DL3002]
  style:
label-schema: {author: text, contact: email, any: ""}
strict-labels: true
no-fail: true
no-color: true
disable-ignore-pragma: true
"""


def test_each_key_has_its_counterpart(project: Project) -> None:
    path = os.path.join(project({".hadolint.yaml": DOCUMENT}), ".hadolint.yaml")
    settings = load_hadolint(path)
    assert settings.kind == "hadolint"
    assert settings.select == ["hadolint"]
    assert settings.ignore == ["DL3008", "SC2086"]
    assert settings.severity == {"DL3001": "error", "DL3002": "info"}
    assert settings.fail_on == "warning"
    assert settings.output_format == "hadolint-gitlab-codeclimate"
    assert settings.trusted_registries == ["docker.io", "*.gcr.io"]
    assert settings.label_schema == {"author": "text", "contact": "email", "any": "text"}
    assert settings.strict_labels is True
    assert (settings.exit_zero, settings.color, settings.suppressions) == (True, "never", False)
    assert settings.notes == []


@pytest.mark.parametrize("name", [".hadolint.yaml", ".hadolint.yml", "hadolint.yaml", "lint.yaml"])
def test_it_is_known_by_name_or_keys(project: Project, name: str) -> None:
    root = project({name: "ignored: [DL3008]\n"})
    assert load("Dockerfile", explicit=os.path.join(root, name)).ignore == ["DL3008"]


def test_an_empty_one_still_selects_as_hadolint_does(project: Project) -> None:
    root = project({".hadolint.yaml": "# nothing\n"})
    assert load(os.path.join(root, "Dockerfile")).select == ["hadolint"]


def test_its_keys_in_our_file_are_mistakes(project: Project) -> None:
    root = project({".dockerlint.yaml": "ignored: [DL3008]\n"})
    with pytest.raises(ConfigError, match="unknown key `ignored`; did you mean `ignore`"):
        load(os.path.join(root, "Dockerfile"))


def test_ours_may_extend_it(project: Project) -> None:
    root = project({".hadolint.yaml": "ignored: [DL3008]\n", ".dockerlint.yaml": "extends: .hadolint.yaml\nignore: x"})
    settings = load(os.path.join(root, "Dockerfile"))
    assert (settings.kind, settings.select, settings.ignore) == ("dockerlint", ["hadolint"], ["DL3008", "x"])


def test_what_has_no_counterpart_is_noted(project: Project) -> None:
    path = os.path.join(project({".hadolint.yaml": "ignore: [DL3008]\nformat: codacy\n"}), ".hadolint.yaml")
    settings = load_hadolint(path)
    assert (settings.ignore, settings.output_format) == ([], "hadolint-codacy")
    assert [str(note) for note in settings.notes] == [f"{path}:1:1: unknown key `ignore`; did you mean `ignored`?"]


# Each document with what hadolint makes of FILE: its level of DL3007 or None, and whether it fails.
FILE = "FROM debian:latest\n"
READINGS = [
    ("{}", "warning", True),
    ("ignored: [DL3007]", None, False),
    ("override: {error: [DL3007]}\nignored: [DL3007]", None, False),
    ("override: {style: [DL3007], info: [DL3007]}", "info", True),
    ("override: {info: [DL3007], error: [DL3007], warning: [DL3007]}", "error", True),
    ("override: {style: [DL3007]}", "style", False),
    ("override: {style: [DL3007]}\nfailure-threshold: none", "style", True),
    ("override: {style: [DL3007]}\nfailure-threshold: ignore", "style", True),
    ("failure-threshold: error", "warning", False),
    ("failure-threshold: warning", "warning", True),
    ("no-fail: true", "warning", False),
    ("ignored:\n", "warning", True),
    ("ignore: [DL3007]", "warning", True),
]


@pytest.mark.parametrize(("document", "level", "fails"), READINGS)
def test_we_read_it_as_hadolint_does(project: Project, document: str, level: str | None, fails: bool) -> None:
    root = project({"lint.yaml": document, "hadolint.yaml": document, "Dockerfile": FILE})
    hadolint = shutil.which("hadolint", path=os.path.dirname(sys.executable)) or "hadolint"
    run = subprocess.run(
        [hadolint, "--no-color", "-c", "hadolint.yaml", "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert [line.split()[2].rstrip(":") for line in run.stdout.splitlines()] == ([level] if level else [])
    assert run.returncode == fails

    settings = load_hadolint(os.path.join(root, "hadolint.yaml"))
    ours = None if "DL3007" in settings.ignore else settings.severity.get("DL3007", "warning")
    order = ["style", "info", "warning", "error"]
    assert settings.fail_on is not None
    reaches = ours is not None and order.index(ours) >= order.index(settings.fail_on)
    our_verdict = reaches and not settings.exit_zero
    assert (ours, our_verdict) == (level, fails)
