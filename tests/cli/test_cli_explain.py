from __future__ import annotations

import subprocess
import sys

import pytest

from dockerlint.cli.main import main
from dockerlint.lint.registry import entries


def explain(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["explain", *arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


@pytest.mark.parametrize("name", ["parse-error", "PARSE_ERROR", "DL1000", "hadolint:DL1000"])
def test_a_rule_is_found_by_each_of_its_names(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = explain(capsys, name)
    assert (code, err) == (0, "")
    assert out.startswith("# parse-error\n\n")
    for part in ("severity: error", "family: correctness", "groups: recommended", "hadolint:DL1000"):
        assert part in out
    for heading in ("What it flags", "Why it is bad", "What to do", "Sources", "Examples"):
        assert f"\n## {heading}\n" in out
    assert "```dockerfile\nFROM debian:13-slim\nENV HOME\n```" in out


def test_options_have_their_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert "- options: as-written (default false)" in explain(capsys, "untagged-base-image")[1]


def test_a_selector_may_name_several_rules_each_is_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    names = [entry.name for entry in entries() if entry.family == "correctness"]
    out = explain(capsys, "correctness", "DL1000")[1]
    assert [line[2:] for line in out.splitlines() if line.startswith("# ") and line[2:] in names] == names


def test_all(capsys: pytest.CaptureFixture[str]) -> None:
    out = explain(capsys, "--all")[1]
    assert all(f"# {entry.name}\n" in out for entry in entries())


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["parse-eror"], "did you mean `parse-error`"),
        (["nothing-like-it"], "nothing-like-it"),
        ([], "--all"),
        (["--al"], "did you mean `--all`"),
    ],
)
def test_what_cannot_be_explained(arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = explain(capsys, *arguments)
    assert (code, out) == (2, "")
    assert hint in err


def test_on_a_terminal_the_page_is_set_in_type() -> None:
    program = "import pty, sys; pty.spawn([sys.executable, '-m', 'dockerlint', 'explain', 'parse-error'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "\x1b[" in done.stdout
    assert "## What it flags" not in done.stdout
    assert "What it flags" in done.stdout
