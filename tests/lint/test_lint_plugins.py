"""Rules of others: an example package, really installed, at work from the command line."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlint.lint.plugins import PluginError, load_plugin, new_entries
from dockerlint.lint.rule import Rule

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "tests/plugin"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the package installed by pip; dockerlint itself is this tree's."""
    folder = tmp_path_factory.mktemp("plugin")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (packages / "tree.pth").write_text("\n".join([str(ROOT), *site.getsitepackages()]) + "\n", encoding="utf-8")
    source = folder / "source"
    subprocess.run(["cp", "-r", PLUGIN, source], check=True)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONPATH": ""}
    subprocess.run([*command, "--target", packages, source], check=True, env=environment)
    return folder / "venv/bin/python"


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-m", "dockerlint", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.0\nLABEL owner=x\nUSER 1\n", encoding="utf-8"
    )
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / ".dockerlint.yaml").write_text(text, encoding="utf-8")


def rules(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert not done.stderr, done.stderr
    return [finding["rule"] for finding in json.loads(done.stdout)]


ACME = ("check", "--shellcheck", "off", "--output-format", "json", "--select", "acme")


def test_its_own_tests_pass(python: Path) -> None:
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n0", "tests"]
    source = python.parents[2] / "source"
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_configuration_that_names_it_brings_its_rules(python: Path, folder: Path) -> None:
    configure(folder, "plugins: [acme]\n")
    done = run(python, folder, "check", "--shellcheck", "off", "--output-format", "json")
    assert {"public-package-index", "team-label-missing"} <= set(rules(done))
    assert rules(run(python, folder, *ACME)) == ["team-label-missing", "public-package-index"]


def test_options_severities_and_comments(python: Path, folder: Path) -> None:
    options = "rules: {team-label-missing: {label: owner}}\nseverity: {public-package-index: style}\n"
    configure(folder, f"plugins: acme\n{options}")
    done = run(python, folder, *ACME)
    assert [(one["rule"], one["severity"], one["url"]) for one in json.loads(done.stdout)] == [
        ("public-package-index", "style", "")
    ]
    text = (folder / "Dockerfile").read_text(encoding="utf-8")
    (folder / "Dockerfile").write_text(f"# dockerlint: ignore-file=acme\n{text}", encoding="utf-8")
    assert rules(run(python, folder, *ACME)) == []


def test_its_fixer(python: Path, folder: Path) -> None:
    configure(folder, "plugins: [acme]\n")
    done = run(python, folder, "fix", "--unsafe", "--select", "public-package-index", "--shellcheck", "off")
    assert "1 finding fixed" in done.stdout
    assert "pip install --index-url=https://pypi.acme.example/simple --no-cache-dir flask" in (
        folder / "Dockerfile"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("output_format", ["sarif", "text", "gitlab", "junit"])
def test_reports(output_format: str, python: Path, folder: Path) -> None:
    configure(folder, "plugins: [acme]\n")
    done = run(python, folder, *ACME[:-4], "--select", "acme", "--output-format", output_format)
    assert (done.returncode, done.stderr) == (1, "")
    assert "public-package-index" in done.stdout


def test_explain(python: Path, folder: Path) -> None:
    configure(folder, "plugins: [acme]\n")
    done = run(python, folder, "explain", "team-label-missing")
    assert done.stdout.startswith("# team-label-missing")
    assert "- family: acme" in done.stdout


def test_without_a_configuration_it_is_not_there(python: Path, folder: Path) -> None:
    done = run(python, folder, *ACME)
    assert done.returncode == 2
    assert "unknown rule, alias, family or group `acme`" in done.stderr


def test_one_that_is_not_installed(python: Path, folder: Path) -> None:
    configure(folder, "select: [acme]\nplugins: [acne]\n")
    done = run(python, folder, "check")
    assert done.returncode == 2
    assert ".dockerlint.yaml:2:11: the plugin `acne` is not installed; there are `acme`" in done.stderr


class NoRule:
    """Nothing."""


class Taken(Rule):
    """A rule with a name that another one has."""

    name = "long-run"
    on = ("@file",)


class Nameless(Rule):
    """A rule without examples."""

    name = "nameless"
    on = ("@file",)


@pytest.mark.parametrize(("rule", "said"), [(NoRule, "is no rule"), (3, "is no rule"), (Nameless, "has no `examples`")])
def test_what_is_no_rule_is_said(rule: object, said: str) -> None:
    with pytest.raises(PluginError, match=said):
        new_entries([rule], "acme")


def test_nobody_is_asked_for_plugins_that_are_not_named() -> None:
    with pytest.raises(PluginError, match="not installed"):
        load_plugin("no-such-plugin")
    program = (
        "import sys, dockerlint.cli.main as run; run.main(['Dockerfile']); print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith("False\n")
