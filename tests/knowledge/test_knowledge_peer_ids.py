"""Every id of every other tool has a rule or a reason, and the page says which."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dockerlint.lint.registry import find, why_without_rule
from scripts.generate_coverage import PAGE, identities, render, rules_by_alias, tools

TOOLS = tools()
# Ids that only a build, a registry or another program can decide are few.
MOST_REASONS = 0.12


def test_the_page_is_what_rules_and_reasons_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python scripts/generate_coverage.py"


@pytest.mark.parametrize("prefix", TOOLS)
def test_every_id_has_a_rule_or_a_reason(prefix: str) -> None:
    tool = TOOLS[prefix]
    reasons = tool.get("reasons", {})
    aliases = rules_by_alias()
    for identity in identities(tool):
        has_rule = f"{prefix}:{identity}".lower() in aliases
        assert has_rule != (identity in reasons), identity
    assert set(reasons) <= set(identities(tool))


@pytest.mark.parametrize("prefix", [prefix for prefix in TOOLS if prefix != "dockle"])  # dockle reads images
def test_few_ids_have_only_a_reason(prefix: str) -> None:
    tool = TOOLS[prefix]
    assert len(tool.get("reasons", {})) <= MOST_REASONS * len(identities(tool)) + 1


def test_every_alias_is_an_id_that_the_page_knows() -> None:
    known = {f"{prefix}:{identity}".lower() for prefix, tool in TOOLS.items() for identity in identities(tool)}
    assert sorted(alias for alias in rules_by_alias() if alias not in known) == []


def test_an_id_without_a_rule_selects_nothing_and_says_why() -> None:
    assert find("kics:aa93e17f") == []
    assert "--chown" in why_without_rule("AA93E17F")
    assert why_without_rule("DL3008") == ""


@pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-select"])
def test_the_command_line_prints_the_reason(option: str) -> None:
    command = [
        sys.executable,
        "-m",
        "dockerlint",
        "check",
        "--isolated",
        "--shellcheck",
        "off",
        option,
        "aa93e17f",
        "-",
    ]
    done = subprocess.run(command, input="FROM debian:13-slim\n", capture_output=True, text=True, check=False)
    assert "`aa93e17f` has no rule: it asks for no `--chown`" in done.stderr
    assert done.returncode == 0
