"""The reports for other programs: valid by their schemas, right where they point, harmless whatever a file holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from dockerlint.cli.options import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Project = Callable[[Mapping[str, str | bytes]], None]

ROOT = Path(__file__).resolve().parents[2]
SARIF = json.loads((ROOT / "tests/report/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
FILES: dict[str, str | bytes] = {
    "Dockerfile": "FROM debian:latest\nCOPPY a b\nRUN apt-get update \\\n && echo $X\n",
    "sub dir/Dockerfile.ü": b"FROM x\n# \xff\nLABEL a=\xff\nADD \xc3\xbc \xf0\x9f\x90\xb3,: b\n",
    "clean.Dockerfile": "FROM debian:13-slim\nUSER 1000\n",
    'q"<&%:,.Dockerfile': "FROM node:latest\n",
}


@pytest.fixture
def report(project: Project) -> Callable[..., bytes]:
    project(FILES)

    def run(output_format: str, *arguments: str, code: int = 1) -> bytes:
        command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--shellcheck", "off", *arguments]
        command += ["--output-format", output_format]
        done = subprocess.run([*command, "."], capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    return run


def parsed(text: bytes) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  # our own output


def findings(report: Callable[..., bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(report("json"))
    return found


@pytest.mark.parametrize("output_format", FORMATS)
def test_every_format_is_utf_8_and_tells_every_finding(output_format: str, report: Callable[..., bytes]) -> None:
    never_fails = output_format in ("hadolint-codeclimate", "hadolint-codacy")
    text = report(output_format, code=0 if never_fails else 1).decode("utf-8")
    for finding in findings(report):
        assert finding["rule"] in text or output_format.startswith("hadolint-")


@pytest.mark.parametrize("output_format", FORMATS)
def test_nothing_to_report(output_format: str, project: Project) -> None:
    project({"Dockerfile": "FROM scratch\n"})
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--output-format", output_format]
    done = subprocess.run([*command, "--select", "unknown-instruction"], capture_output=True, check=False)
    assert done.returncode == 0
    if output_format in ("json", "sarif", "gitlab", "rdjson", "hadolint-json"):
        json.loads(done.stdout)
    if output_format in ("junit", "checkstyle"):
        assert parsed(done.stdout).findall(".//*[@name='Dockerfile']") or b'"./Dockerfile"' in done.stdout


def test_several_at_once(report: Callable[..., bytes]) -> None:
    text = report("json:all.json", "--output-format", "concise", "--output-format=sarif:all.sarif").decode()
    assert len(text.splitlines()) == len(json.loads(Path("all.json").read_bytes()))
    jsonschema.validate(json.loads(Path("all.sarif").read_bytes()), SARIF)


def test_one_of_several_goes_where_the_file_is_named_for_all(report: Callable[..., bytes]) -> None:
    assert report("text", "--output-format", "json:all.json", "--output-file", "all.txt") == b""
    number = len(json.loads(Path("all.json").read_bytes()))
    assert f"{number} findings in" in Path("all.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line", ["json --output-format text", "json:a --output-file b", "text --output-format json --output-file b"]
)
def test_only_one_goes_to_standard_output(line: str, project: Project) -> None:
    project(FILES)
    command = [sys.executable, "-m", "dockerlint", "check", ".", "--isolated", "--output-format", *line.split()]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: ")


def test_jsonl(report: Callable[..., bytes]) -> None:
    assert [json.loads(line) for line in report("jsonl").splitlines()] == findings(report)


def test_sarif_is_valid_and_lists_every_selected_rule(report: Callable[..., bytes]) -> None:
    log = json.loads(report("sarif", "gone", code=2))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert "unknown-instruction" in rules
    assert "volatile-value-too-early" in rules  # selected, and silent
    assert "consecutive-runs" not in rules  # not selected
    assert "hadolint:DL3006" in rules["untagged-base-image"]["properties"]["aliases"]
    assert all(rule["help"]["text"] and rule["helpUri"] for rule in rules.values())
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "gone" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    places = [
        (result["ruleId"], *result["locations"][0]["physicalLocation"]["region"].values()) for result in run["results"]
    ]
    assert places == [
        (
            finding["rule"],
            *finding["location"].values(),
            *finding["end_location"].values(),
        )
        for finding in findings(report)
    ]
    marks = [result["partialFingerprints"]["dockerlint/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert "sub%20dir/Dockerfile.%C3%BC" in uris
    (fixed,) = [result for result in run["results"] if result["ruleId"] == "unknown-instruction"]
    assert fixed["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] == "COPY"


def test_sarif_lists_what_is_suppressed_where_that_is_asked_for(project: Project) -> None:
    text = "FROM debian:latest\nADD a b\n# dockerlint: ignore=add-instead-of-copy -- on purpose\nADD c d\n"
    project({"Dockerfile": text})
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--shellcheck", "off"]
    subprocess.run([*command, "--select", "latest-base-image", "--write-baseline", "known.json"], check=True)
    command += ["--select", "latest-base-image,add-instead-of-copy", "--baseline", "known.json"]
    formats = ["--output-format", "sarif", "--output-format", "json:all.json"]
    done = subprocess.run([*command, *formats, "--suppressed"], capture_output=True, check=False)
    log = json.loads(done.stdout)
    jsonschema.validate(log, SARIF)
    found = [
        (one["ruleId"], one["locations"][0]["physicalLocation"]["region"]["startLine"], one["suppressions"])
        for one in log["runs"][0]["results"]
    ]
    assert found == [
        ("latest-base-image", 1, [{"kind": "external", "status": "accepted", "justification": "in the baseline"}]),
        ("add-instead-of-copy", 2, []),
        ("add-instead-of-copy", 4, [{"kind": "inSource", "status": "accepted", "justification": "on purpose"}]),
    ]
    assert [one["rule"] for one in json.loads(Path("all.json").read_bytes())] == ["add-instead-of-copy"]
    plain = json.loads(subprocess.run([*command, "--output-format", "sarif"], capture_output=True, check=False).stdout)
    assert len(plain["runs"][0]["results"]) == 1
    assert "suppressions" not in plain["runs"][0]["results"][0]
    refused = subprocess.run([*command, "--suppressed"], capture_output=True, check=False)
    assert refused.returncode == 2
    assert b"--suppressed" in refused.stderr


def test_what_is_suppressed_does_not_fail_a_run(project: Project) -> None:
    project({"Dockerfile": "# dockerlint: ignore-file\nFROM debian:latest\n"})
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--shellcheck", "off", "--suppressed"]
    done = subprocess.run([*command, "--output-format", "sarif"], capture_output=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["runs"][0]["results"][0]["suppressions"][0]["kind"] == "inSource"


def test_fingerprints_outlive_changes_around(project: Project) -> None:
    def marks(text: str) -> list[str]:
        project({"Dockerfile": text})
        command = [sys.executable, "-m", "dockerlint", "--isolated", "--output-format", "sarif", "--shellcheck", "off"]
        log = json.loads(subprocess.run([*command, "Dockerfile"], capture_output=True, check=False).stdout)
        return [result["partialFingerprints"]["dockerlint/v1"] for result in log["runs"][0]["results"]]

    before = marks("FROM debian:latest\nADD a b\n")
    assert marks("# new\n\nFROM debian:latest\nLABEL a=b\nADD   a b\n") == before


def test_github(report: Callable[..., bytes]) -> None:
    lines = report("github").decode().splitlines()
    kinds = [line.partition(" ")[0] for line in lines]
    assert kinds == sorted(kinds, key=("::error", "::warning", "::notice").index)
    assert len(lines) == len(findings(report))
    assert any('file=q"<&%25%3A%2C.Dockerfile,' in line for line in lines)


def test_gitlab(report: Callable[..., bytes]) -> None:
    issues = json.loads(report("gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(findings(report))
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith("./")
        assert issue["location"]["positions"]["begin"]["line"] >= 1


def test_junit_and_checkstyle_are_xml(report: Callable[..., bytes]) -> None:
    number = len(findings(report))
    suites = parsed(report("junit"))
    assert len(suites.findall("testsuite")) == len(FILES)
    assert len(suites.findall("testsuite/testcase/failure")) == number == int(suites.attrib["failures"])
    checkstyle = parsed(report("checkstyle"))
    assert len(checkstyle.findall("file")) == len(FILES)
    assert len(checkstyle.findall("file/error")) == number


def test_rdjson_counts_bytes(report: Callable[..., bytes]) -> None:
    diagnostics = json.loads(report("rdjson"))["diagnostics"]
    assert len(diagnostics) == len(findings(report))
    (misspelled,) = [each for each in diagnostics if each["code"]["value"] == "unknown-instruction"]
    assert misspelled["suggestions"] == [
        {"range": {"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 6}}, "text": "COPY"}
    ]


def test_hadolint_json_has_the_keys_of_hadolint(report: Callable[..., bytes]) -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    theirs = subprocess.run(
        [hadolint, "--format", "json", "clean.Dockerfile", "-"], input=b"FROM x\n", capture_output=True, check=False
    )
    keys = set(json.loads(theirs.stdout)[0])
    ours = json.loads(report("hadolint-json"))
    assert all(set(each) == keys for each in ours)
    assert {"DL3007", "DL3006", "DL1000"} <= {each["code"] for each in ours}
