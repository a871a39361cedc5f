"""The reports for other programs over all sample files: by schemas of what consumers document, by consumers at hand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
FORMATS = ("json", "sarif", "gitlab", "junit", "checkstyle", "gnu", "rdjson")

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {"path": {"type": "string", "pattern": r"^(?!\./|/)"}},
                "anyOf": [
                    {"required": ["lines"], "properties": {"lines": {"$ref": "#/$defs/lines"}}},
                    {"required": ["positions"], "properties": {"positions": {"$ref": "#/$defs/positions"}}},
                ],
            },
        },
    },
    "$defs": {
        "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
        "positions": {
            "required": ["begin"],
            "properties": {
                "begin": {"required": ["line"], "properties": {"line": {"type": "integer", "minimum": 1}}},
            },
        },
    },
}
# https://github.com/reviewdog/reviewdog/tree/master/proto/rdf: positions from 1 on, the severities of the enumeration.
_RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "additionalProperties": False,
    "properties": {
        side: {
            "type": "object",
            "required": ["line", "column"],
            "additionalProperties": False,
            "properties": {name: {"type": "integer", "minimum": 1} for name in ("line", "column")},
        }
        for side in ("start", "end")
    },
}
_NAMED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "value": {"type": "string"}, "url": {"type": "string"}},
}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": _NAMED,
        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path", "range"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": _RANGE},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "source": _NAMED,
                    "code": _NAMED,
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": _RANGE, "text": {"type": "string"}},
                        },
                    },
                    "original_output": {"type": "string"},
                },
            },
        },
    },
}
# The GNU Coding Standards' messages, as far as they have a severity and a column.
GNU = re.compile(
    r"(?P<file>[^:]+):(?P<line>\d+)[.:](?P<column>\d+)[^:]*: (?P<severity>error|warning|note|info|style): .+"
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    command = [sys.executable, "-m", "dockerlint", "check", "--isolated", "--shellcheck", "off", "--select", "ALL"]
    for name in FORMATS:
        command += ["--output-format", f"{name}:{folder / name}"]
    done = subprocess.run([*command, "corpus"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    return {name: folder / name for name in FORMATS}


@pytest.fixture(scope="module")
def findings(reports: Mapping[str, Path]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(reports["json"].read_bytes())
    assert len(found) > 200
    return found


def test_sarif(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    log = json.loads(reports["sarif"].read_bytes())
    schema = json.loads((ROOT / "tests/report/schemas/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    assert len(run["results"]) == len(findings)
    # https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning: what GitHub
    # needs of a result and a rule, and how much it takes.
    assert reports["sarif"].stat().st_size < 10 << 20
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) <= 25_000
    assert len(run["results"]) <= 25_000
    names = {rule["id"] for rule in rules}
    for rule in rules:
        assert len(rule["id"]) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert len(rule["properties"]["tags"]) <= 20
        if "security-severity" in rule["properties"]:
            assert 0 < float(rule["properties"]["security-severity"]) <= 10
    for result in run["results"]:
        assert result["ruleId"] in names
        assert len(result["locations"]) == 1
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("corpus/")
        assert place["region"]["endLine"] >= place["region"]["startLine"] >= 1
        assert result["partialFingerprints"]


def test_gitlab(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    issues = json.loads(reports["gitlab"].read_bytes())
    jsonschema.validate(issues, GITLAB)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(findings)
    assert all((ROOT / issue["location"]["path"]).is_file() for issue in issues)


def test_rdjson(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    result = json.loads(reports["rdjson"].read_bytes())
    jsonschema.validate(result, RDJSON)
    assert len(result["diagnostics"]) == len(findings)
    for one in result["diagnostics"]:
        lines = (ROOT / one["location"]["path"]).read_bytes().split(b"\n")
        for place in (one["location"]["range"], *(each["range"] for each in one.get("suggestions", ()))):
            for side in place.values():
                assert side["column"] <= len(lines[side["line"] - 1]) + 1


def test_junit(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    """By what Jenkins' and GitLab's readers need: numbers that agree, names and messages."""
    root = ET.fromstring(reports["junit"].read_bytes())  # noqa: S314  # our own output
    assert root.tag == "testsuites"
    failures = 0
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.attrib["name"]
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases) > 0
        failed = [case for case in cases if case.find("failure") is not None]
        assert int(suite.attrib["failures"]) == len(failed)
        failures += len(failed)
        assert all(case.attrib["name"] and case.attrib["classname"] for case in cases)
        assert all(case.find("failure").attrib["message"] for case in failed)  # type: ignore[union-attr]
    assert int(root.attrib["failures"]) == failures == len(findings)


def test_checkstyle(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    """By the elements and attributes that Checkstyle's own XML has; it publishes no schema."""
    root = ET.fromstring(reports["checkstyle"].read_bytes())  # noqa: S314  # our own output
    assert root.tag == "checkstyle"
    assert root.attrib["version"]
    errors = 0
    for file in root:
        assert file.tag == "file"
        assert (ROOT / file.attrib["name"]).is_file()
        for error in file:
            assert error.tag == "error"
            assert error.attrib["severity"] in ("error", "warning", "info", "ignore")
            assert int(error.attrib["line"]) >= 1
            assert int(error.attrib["column"]) >= 1
            assert error.attrib["message"]
            assert error.attrib["source"]
            errors += 1
    assert errors == len(findings)


def test_gnu(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    lines = reports["gnu"].read_text(encoding="utf-8").splitlines()
    matches = [GNU.fullmatch(line) for line in lines]
    assert None not in matches, lines[matches.index(None)]
    assert len(lines) == len(findings)


@pytest.mark.skipif(shutil.which("emacs") is None, reason="needs Emacs")
def test_gnu_in_emacs(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    script = f"""(with-temp-buffer
      (insert-file-contents "{reports["gnu"]}")
      (goto-char (point-min)) (insert "\\n\\n\\n\\n")
      (compilation-mode)
      (compilation--ensure-parse (point-max))
      (goto-char (point-min))
      (let ((number 0) match)
        (while (setq match (text-property-search-forward 'compilation-message nil (lambda (_ it) it)))
          (setq number (1+ number)))
        (princ number)))"""
    command = ["emacs", "--batch", "--eval", "(require 'compile)", "--eval", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert int(done.stdout) >= len(findings), done.stderr


@pytest.mark.skipif(shutil.which("nvim") is None, reason="needs Neovim")
def test_gnu_in_neovim(reports: Mapping[str, Path], findings: list[dict[str, Any]]) -> None:
    script = (
        "set errorformat=%f:%l:%c:\\ %t%*[^:]:\\ %m | "
        f"cgetfile {reports['gnu']} | "
        "call writefile([len(filter(getqflist(), 'v:val.valid && v:val.lnum > 0'))], '/dev/stdout') | qa!"
    )
    done = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert int(done.stdout) == len(findings), done.stderr
