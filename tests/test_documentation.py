"""What the documentation shows is what the program prints, and links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# End-of-life dates are compared with this day: 2026-11-21.
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1795219200", "COLUMNS": "120"}


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "dockerlint", *arguments]
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False).stdout


def test_the_readme_shows_what_the_check_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n\$ dockerlint (.*)\n((?:.*\n)*?)```\n", readme)
    assert shown is not None
    assert run(*shown[1].split()) == shown[2]


def test_the_readme_shows_the_graph_that_is_drawn() -> None:
    drawn = run("graph", "corpus/multi-stage/Dockerfile", "--changed", "main.go", "--output-format", "svg")
    assert drawn == (ROOT / "docs" / "images" / "graph.svg").read_text(encoding="utf-8")


def test_the_pages_of_the_rules_say_what_the_rules_say() -> None:
    from scripts.generate_pages import PAGES as RULE_PAGES
    from scripts.generate_pages import pages

    wanted = pages()
    assert set(wanted) == set(RULE_PAGES.rglob("*.md")), "run python scripts/generate_pages.py"
    for path, text in wanted.items():
        assert path.read_text(encoding="utf-8") == text, "run python scripts/generate_pages.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_name_files_and_options_that_exist(page: Path) -> None:
    for script in re.findall(r"python ((?:scripts|tests)/\S+\.py)", page.read_text(encoding="utf-8")):
        assert (ROOT / script).exists(), script
