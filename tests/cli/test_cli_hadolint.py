"""Switching from hadolint by changing the command's name: its options, its variables, its formats, its verdicts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

from dockerlint.config.hadolint import FORMATS
from dockerlint.knowledge.hadolint import LEVELS, OFF
from dockerlint.lint.registry import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Project = Callable[[Mapping[str, str | bytes]], None]
    Both = Callable[..., tuple[subprocess.CompletedProcess[bytes], subprocess.CompletedProcess[bytes]]]

ROOT = Path(__file__).resolve().parents[2]
HADOLINT = shutil.which("hadolint", path=os.path.dirname(sys.executable)) or shutil.which("hadolint")
pytestmark = pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")

# Each finding stands where its instruction begins, one of each level.
DOCKERFILE = """\
FROM debian:latest
MAINTAINER "a<b>&'c'"
RUN apt-get update && apt-get install -y curl=7
LABEL A_b="c"
USER ü
"""
LABELS = 'FROM debian:12-slim\nLABEL a="" b="no" c=d\nUSER 1\n'


@pytest.fixture
def both(project: Project) -> Both:
    """Runs one command line with hadolint and with ours, in a project of these files."""
    project({"Dockerfile": DOCKERFILE, "labels.Dockerfile": LABELS})

    def run(
        *arguments: str, environment: Mapping[str, str] | None = None
    ) -> tuple[subprocess.CompletedProcess[bytes], subprocess.CompletedProcess[bytes]]:
        variables = {name: value for name, value in os.environ.items() if not name.startswith("HADOLINT_")}
        variables |= {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "LC_ALL": "C.UTF-8", **(environment or {})}
        variables.setdefault("HOME", "/nonexistent")
        commands = ([str(HADOLINT)], [sys.executable, "-m", "dockerlint"])
        theirs, ours = (
            subprocess.run([*command, *arguments], env=variables, capture_output=True, check=False)
            for command in commands
        )
        return theirs, ours

    return run


def pairs(output: bytes) -> set[tuple[str, str, int, str]]:
    return {(one["file"], one["code"], one["line"], one["level"]) for one in json.loads(output)}


def test_severities_are_those_of_all_its_codes() -> None:
    ids = {alias[len("hadolint:") :] for entry in entries() for alias in entry.aliases if alias.startswith("hadolint:")}
    assert ids - set(LEVELS) == {"DL3057"}
    assert set(OFF).isdisjoint(LEVELS)


class TestOptions:
    @pytest.mark.parametrize(
        "line",
        [
            "-t error",
            "-t none",
            "--failure-threshold=warning --no-color",
            "--no-fail",
            "--error DL3048 --warning DL3066",
            "--style DL3007 --style DL4000 -t info",
            "--error DL3007 --info DL3007",
            "--ignore DL3007 --ignore DL4000 --no-color",
            "--ignore foo --no-color",
            "--trusted-registry x.y",
            "--trusted-registry docker.io",
            "--info DL3057",
            "--disable-ignore-pragma",
            "--strict-labels",
            "--require-label A_b:text --strict-labels",
            "--require-label A_b:semver --require-label maintainer",
            "--no-color -- Dockerfile",
            "-tstyle",
        ],
    )
    def test_the_same_findings_and_exit_code(self, line: str, both: Both) -> None:
        theirs, ours = both("-f", "json", *line.split(), *([] if "--" in line.split() else ["Dockerfile"]))
        assert pairs(ours.stdout) == pairs(theirs.stdout)
        assert ours.returncode == theirs.returncode

    @pytest.mark.parametrize("label", ["a:text", "b:semver", "b:url", "b:rfc3339", "b:hash", "b:spdx", "b:email", "z"])
    def test_labels(self, label: str, both: Both) -> None:
        theirs, ours = both("-f", "json", "--require-label", label, "--strict-labels", "labels.Dockerfile")
        assert pairs(ours.stdout) == pairs(theirs.stdout)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("-t bad", "bad"),
            ("-f xml", "xml"),
            ("--require-label a:b", "`a:b` has no type"),
            ("--eror DL3007", "did you mean `--error`"),
        ],
    )
    def test_what_is_wrong_is_said_in_one_line(self, line: str, said: str, both: Both) -> None:
        theirs, ours = both(*line.split(), "Dockerfile")
        assert theirs.returncode == 1
        assert ours.returncode == 2
        assert said in ours.stderr.decode().splitlines()[0]

    def test_several_reports_at_once(self, both: Both) -> None:
        _, ours = both("-f", "json", "-f", "gnu", "-o", "a.json", "-o", "b.txt", "Dockerfile")
        assert ours.stdout == b""
        assert json.loads(Path("a.json").read_bytes())
        assert Path("b.txt").read_text(encoding="utf-8").startswith("hadolint:Dockerfile:1: DL3007 warning: ")

    def test_a_configuration(self, both: Both) -> None:
        Path("theirs.yaml").write_text("ignored: [DL3007]\noverride: {error: [DL3048]}\n", encoding="utf-8")
        theirs, ours = both("-c", "theirs.yaml", "-f", "json", "Dockerfile")
        assert pairs(ours.stdout) == pairs(theirs.stdout)

    def test_ignored_rules_take_the_place_of_those_in_the_file(self, both: Both) -> None:
        Path(".hadolint.yaml").write_text("ignored: [DL3007]\n", encoding="utf-8")
        _, ours = both("--ignore", "DL4000", "--output-format", "hadolint-json", "Dockerfile")
        codes = {one["code"] for one in json.loads(ours.stdout)}
        assert "DL3007" in codes
        assert "DL4000" not in codes

    def test_the_users_own_configuration(self, both: Both) -> None:
        Path(".config").mkdir()
        Path(".config/hadolint.yaml").write_text("ignored: [DL3007]\n", encoding="utf-8")
        theirs, ours = both("-f", "json", "Dockerfile", environment={"HOME": os.getcwd(), "XDG_CONFIG_HOME": ""})
        assert pairs(ours.stdout) == pairs(theirs.stdout)

    def test_verbose_shows_the_settings(self, both: Both) -> None:
        _, ours = both("-V", "--no-fail", "Dockerfile")
        assert b"trusted-registries: []" in ours.stderr

    def test_ours_wins_where_it_selects(self, both: Both) -> None:
        Path(".dockerlint.yaml").write_text("select: [maintainer-instruction]\n", encoding="utf-8")
        _, ours = both("-f", "json", "Dockerfile")
        assert [one["code"] for one in json.loads(ours.stdout)] == ["DL4000"]


@pytest.mark.parametrize(
    "environment",
    [
        {"HADOLINT_NOFAIL": "1"},
        {"HADOLINT_NOFAIL": "Yes"},
        {"HADOLINT_NOFAIL": "0"},
        {"HADOLINT_FAILURE_THRESHOLD": "error", "HADOLINT_IGNORE": "DL4000"},
        {"HADOLINT_FAILURE_THRESHOLD": "bad"},
        {"HADOLINT_OVERRIDE_ERROR": "DL3007,DL3066"},
        {"HADOLINT_OVERRIDE_STYLE": "DL3007,DL3066", "HADOLINT_OVERRIDE_INFO": "DL3066"},
        {"HADOLINT_OVERRIDE_WARNING": "DL3066"},
        {"HADOLINT_IGNORE": "DL3007,DL4000"},
        {"HADOLINT_STRICT_LABELS": "true", "HADOLINT_REQUIRE_LABELS": "a:text,b:semver"},
        {"HADOLINT_TRUSTED_REGISTRIES": "x.y,z"},
        {"HADOLINT_DISABLE_IGNORE_PRAGMA": "1"},
        {"HADOLINT_VERBOSE": "1"},
    ],
    ids=" ".join,
)
def test_the_variables(environment: dict[str, str], both: Both) -> None:
    theirs, ours = both("-f", "json", "Dockerfile", environment=environment)
    output = theirs.stdout[theirs.stdout.index(b"[{") :]  # hadolint writes its configuration in front
    assert pairs(ours.stdout) == pairs(output)
    assert ours.returncode == theirs.returncode


def test_the_variable_of_the_format(both: Both) -> None:
    theirs, ours = both("Dockerfile", environment={"HADOLINT_FORMAT": "gnu"})
    assert [line.split(b" ")[0] for line in ours.stdout.splitlines()] == [
        line.split(b" ")[0] for line in theirs.stdout.splitlines()
    ]


class TestFormats:
    """Each format beside hadolint's own output for the same file: the same entries in all but message and column."""

    @pytest.mark.parametrize("name", FORMATS)
    def test_the_same_but_for_messages_and_columns(self, name: str, both: Both) -> None:
        theirs, ours = both("-f", name, "--file-path-in-report", "some/path", "Dockerfile")
        assert ours.returncode == theirs.returncode
        assert shape(name, ours.stdout) == shape(name, theirs.stdout)

    @pytest.mark.parametrize("name", FORMATS)
    def test_nothing_found(self, name: str, both: Both) -> None:
        theirs, ours = both("-f", name, "labels.Dockerfile")
        assert ours.returncode == theirs.returncode == 0
        assert shape(name, ours.stdout) == shape(name, theirs.stdout)


# What is ours in every format: where in the line, and in which words.
OWN = ("message", "description", "column", "fingerprint", "startColumn", "endColumn", "endLine", "end")


def shape(name: str, output: bytes) -> object:
    """Return what a program reads from a report, with what is ours blanked out, in an order that is the same."""
    if name in ("tty", "gnu"):
        return sorted([line.split(": ")[0], line.split(" ")[1]] for line in output.decode().splitlines())
    if name in ("checkstyle", "junit"):
        return elements(ET.fromstring(output))  # noqa: S314  # of programs that we ran
    if name == "codeclimate":
        return ordered([json.loads(one) for one in output.decode().split("\0") if one])
    if name == "codacy":
        found, rest, decoder = [], output.decode().strip(), json.JSONDecoder()
        while rest:
            one, end = decoder.raw_decode(rest)
            found.append(one)
            rest = rest[end:].strip()
        return ordered(found)
    document = json.loads(output)
    if name == "sarif":
        return ordered([sarif_result(one) for one in document["runs"][0]["results"]])
    return ordered(document)


def sarif_result(result: dict[str, Any]) -> dict[str, Any]:
    place = result["locations"][0]["physicalLocation"]
    return {
        "level": result["level"],
        "rule": result["ruleId"],
        "uri": place["artifactLocation"]["uri"],
        "line": place["region"]["startLine"],
    }


def ordered(value: object) -> object:
    if isinstance(value, list):
        return sorted(map(ordered, value), key=repr)
    if isinstance(value, dict):
        return {key: "…" if key in OWN else ordered(value[key]) for key in sorted(value)}
    return value


def elements(node: ET.Element) -> object:
    own = {**dict.fromkeys(("message", "column", "time", "name", "version"), "…"), "id": ""}
    attributes = {key: own.get(key, value) for key, value in node.attrib.items() if key != "time"}
    if node.tag == "testcase":
        attributes = {"id": node.attrib["id"]}
    lines = [line for line in (node.text or "").splitlines() if line.startswith(("File: ", "Line: ", "Category: "))]
    return node.tag, attributes, lines, sorted(map(elements, node), key=repr)
