"""The published schema says what the check says; and whatever a configuration holds, the command never crashes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockerlint.cli.config import schema_text
from dockerlint.cli.main import main
from dockerlint.cli.rule_names import RuleNames
from dockerlint.config import ConfigError, load
from dockerlint.config.keys import KEYS, OVERRIDE_KEYS
from dockerlint.config.schema import SAYS
from dockerlint.lint.registry import entries

if TYPE_CHECKING:
    from dockerlint.config.check import KnownRules

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "docs/schemas/config.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
NAMES: KnownRules = RuleNames()  # type: ignore[assignment]

OPTIONS = {entry.name: dict(entry.load().options) for entry in entries() if entry.load().options}
SELECTORS = st.sampled_from(["ALL", "cache", "DL3009", "hadolint:DL3009", "SC2086", "consecutive-runs", "recommended"])
# Whole floats are left out: JSON has one kind of number, and YAML two.
NUMBERS = st.integers(-9, 9) | st.sampled_from([0.5, -1.25])
TEXTS = SELECTORS | st.sampled_from(["error", "none", "a/**", "", " ", "!x", "text", "json", "1", "x y", "a://b"])
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4
)


def _nearly(kind: str) -> st.SearchStrategy[object]:
    """Values of the right shape mostly."""
    if kind in ("selectors", "texts", "globs"):
        return SELECTORS | st.lists(SELECTORS, max_size=2) | ANYTHING
    if kind == "severities":
        return st.dictionaries(SELECTORS, st.sampled_from(["error", "ignore", None, "bad"]), max_size=2) | ANYTHING
    if kind == "rules":
        return st.sampled_from(sorted(OPTIONS)).flatmap(
            lambda rule: st.fixed_dictionaries(
                {rule: st.dictionaries(st.sampled_from([*OPTIONS[rule], "no-option"]), ANYTHING, max_size=2) | ANYTHING}
            )
        )
    return ANYTHING


OVERRIDE = st.fixed_dictionaries({}, optional={name: _nearly(kind.form) for name, kind in OVERRIDE_KEYS.items()})
# `extends` reads files, and severities and selections name rules, which only the check knows.
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        **{name: _nearly(kind.form) for name, kind in KEYS.items() if name not in ("extends", "overrides")},
        "overrides": st.lists(OVERRIDE | ANYTHING, max_size=2) | ANYTHING,
        "no-key": ANYTHING,
    },
)


def test_the_published_schema_is_that_of_the_tables() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text(), "run python scripts/generate_config_schema.py"
    assert set(SAYS) == {*KEYS, *OVERRIDE_KEYS}
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("configuration")


# What depends on which rules and plugins there are is beyond a schema.
_NOT_OF_FORM = ("unknown rule", "is not installed")


def problems(folder: Path, document: object) -> list[str]:
    path = folder / ".dockerlint.yaml"
    path.write_text(json.dumps(document), encoding="utf-8")
    try:
        load(str(folder / "Dockerfile"), explicit=str(path), rules=NAMES)
    except ConfigError as error:
        return [str(problem) for problem in error.problems if not any(part in problem.message for part in _NOT_OF_FORM)]
    return []


@given(document=DOCUMENTS | ANYTHING)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_schema_and_the_check_agree(document: object, folder: Path) -> None:
    found = problems(folder, document)
    errors = [error.message for error in VALIDATOR.iter_errors(document)]
    assert bool(found) == bool(errors), (found, errors)


@given(document=DOCUMENTS | ANYTHING, command=st.sampled_from(["validate", "show", "check"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_configuration_is_told_with_its_line(
    document: object, command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / ".dockerlint.yaml"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    file = folder / "Dockerfile"
    file.write_text("FROM scratch\n", encoding="utf-8")
    arguments = {
        "validate": ["config", "validate", str(path)],
        "show": ["config", "show", "--config", str(path), str(file)],
        "check": ["check", "--config", str(path), "--shellcheck", "off", "--exit-zero", str(file)],
    }[command]
    capsys.readouterr()
    code = main(arguments)
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert code == (2 if errors else 0)
    for error in errors:
        if command != "check":
            place, _, message = error.removeprefix("error: ").removeprefix(str(path) + ":").partition(": ")
            assert all(part.isdecimal() for part in place.split(":"))
            assert message


def test_the_command_prints_it() -> None:
    command = [sys.executable, "-m", "dockerlint", "config", "schema"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.stdout.decode() == SCHEMA.read_text(encoding="utf-8")


def test_the_examples_of_the_documentation_are_valid() -> None:
    page = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    examples = [
        text for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "yaml-language-server" not in text
    ]
    assert len(examples) >= 2
    for example in examples:
        VALIDATOR.validate(yaml.safe_load(example))
