"""The corpus: what the check says of it, and that BuildKit's parser reads it as we do (scripts/compare_parsers.py)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = ROOT / "corpus" / "expected.txt"
# End-of-life dates are compared with this day: 2026-11-21.
TODAY = {"SOURCE_DATE_EPOCH": "1795219200"}


def check_corpus() -> str:
    # `fixes` and `projects` are for the rewrites: what is found there changes with every rule, and tests/engine tells it.
    places = sorted(
        f"corpus/{path.name}"
        for path in (ROOT / "corpus").iterdir()
        if path.is_dir() and path.name not in ("fixes", "projects")
    )
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", "check", "--isolated", "--output-format", "concise", *places],
        cwd=ROOT,
        env={**os.environ, **TODAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_findings_are_the_expected_ones(pytestconfig: pytest.Config) -> None:
    found = check_corpus()
    if pytestconfig.getoption("--update-corpus"):
        EXPECTED.write_text(found, encoding="utf-8")
    assert found == EXPECTED.read_text(encoding="utf-8")


def test_a_file_as_it_should_be_has_no_findings() -> None:
    assert "multi-stage" not in EXPECTED.read_text(encoding="utf-8")


def test_our_tree_equals_buildkits() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/compare_parsers.py", "corpus"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
