"""What following a finding's advice saves: known where the tables and the context tell it, silent elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from dockerlint.cli.main import main
from dockerlint.context import BuildContext
from dockerlint.knowledge import sizes
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import entries, select
from dockerlint.rules.savings import RULES, attach
from scripts.predictions import write

if TYPE_CHECKING:
    from dockerlint.lint.finding import Saving

ROOT = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load((ROOT / "corpus" / "predictions.yaml").read_text(encoding="utf-8"))


def saving(rule: str, text: str, folder: Path, files: dict[str, Any] | None = None) -> Saving | None:
    write(folder, {**(files or {}), "Dockerfile": text})
    context = BuildContext(str(folder), str(folder / "Dockerfile"))
    file, result = check(text, "Dockerfile", Linter(select([rule])), context=context)
    assert len(result.findings) == 1
    assert attach(result.findings, file) == []
    return result.findings[0].saves


@pytest.mark.parametrize("number", range(len(CASES)))
def test_every_case_of_the_predictions_has_one_finding_and_a_figure(number: int, tmp_path: Path) -> None:
    case = CASES[number]
    found = saving(case["rule"], case["dockerfile"], tmp_path, case.get("files"))
    assert found is not None
    assert found.bytes > 0
    assert found.basis


def test_there_are_cases_enough() -> None:
    rules = [case["rule"] for case in CASES]
    assert len(set(rules)) >= 10
    assert all(rules.count(rule) >= 3 for rule in rules)
    assert {*rules} <= RULES <= {entry.name for entry in entries()}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("apt-lists-left-behind", "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y x\n"),
        ("apt-lists-left-behind", "FROM example.com/a\nRUN apt-get update && apt-get install -y x\n"),
        ("apt-recommends-installed", "FROM debian:12-slim\nRUN apt-get install -y no-such-package\n"),
        ("apt-recommends-installed", "FROM python:3.11\nRUN apt-get install -y git\n"),
        ("apt-recommends-installed", "FROM debian:12\nRUN apt-get install -y $PACKAGES\n"),
        ("pip-cache-kept", "FROM python:3.11-slim\nRUN pip install no-such-project\n"),
        ("pip-cache-kept", "FROM python:3.11-slim\nRUN pip install -r requirements.txt\n"),
        ("npm-cache-kept", "FROM node:18-slim\nRUN npm ci\n"),
        ("removed-in-later-layer", "FROM debian:12-slim\nRUN curl -o /a.zip https://x.org\nRUN rm /a.zip\n"),
        ("apk-cache-kept", "FROM alpine:3.20\nRUN apk add curl\n"),
    ],
)
def test_what_is_not_known_is_no_figure(rule: str, text: str, tmp_path: Path) -> None:
    assert saving(rule, text, tmp_path) is None


def test_pip_counts_what_is_needed_too_and_reads_requirements(tmp_path: Path) -> None:
    start = "FROM python:3.11-slim\n"
    plain = saving("pip-cache-kept", f"{start}RUN pip install flask\n", tmp_path)
    listed = saving(
        "pip-cache-kept",
        f"{start}WORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n",
        tmp_path,
        {"requirements.txt": "# web\nFlask>=2  # the framework\n\n"},
    )
    assert plain is not None
    assert listed is not None
    assert plain.bytes == listed.bytes == sizes.pip_bytes(["flask"])
    assert plain.bytes > (sizes.pip_bytes(["markupsafe"]) or 0)


def test_npm_counts_the_packages_of_a_lock_file(tmp_path: Path) -> None:
    packages = {
        "": {},
        "node_modules/express": {},
        "node_modules/a/node_modules/cors": {},
        "node_modules/mocha": {"dev": True},
    }
    files = {"package.json": "{}", "package-lock.json": json.dumps({"lockfileVersion": 3, "packages": packages})}
    start = "FROM node:18-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\n"
    everything = saving("npm-cache-kept", f"{start}RUN npm ci\n", tmp_path, files)
    lean = saving("npm-cache-kept", f"{start}RUN npm ci --omit=dev\n", tmp_path, files)
    assert everything is not None
    assert lean is not None
    assert (lean.bytes, 2) == sizes.npm_archive_bytes(["express", "cors"])
    assert everything.bytes > lean.bytes
    assert sizes.npm_archive_bytes(["express", "no-such", "nor-such"]) is None


def test_what_apt_installed_before_is_not_saved_again(tmp_path: Path) -> None:
    text = "FROM debian:12-slim\nRUN apt-get install -y {}curl\nRUN apt-get install {}-y git\n"
    alone = saving("apt-recommends-installed", text.format("--no-install-recommends ", ""), tmp_path)
    both = saving("apt-recommends-installed", text.format("--no-install-recommends openssh-client ", ""), tmp_path)
    assert alone is not None
    assert both is not None
    assert both.bytes < alone.bytes


def test_json_has_the_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends ed\n")
    main(["check", "--isolated", "--output-format", "json", "--select", "apt-lists-left-behind", str(path)])
    (found,) = json.loads(capsys.readouterr().out)
    assert found["saves"] == {"bytes": 19_900_000, "basis": "package lists of Debian 12"}
