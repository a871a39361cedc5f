"""Whatever a configuration file holds, it is settings or problems with places, never another exception."""

from __future__ import annotations

import io
import json
import os
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.cli.main import main
from dockerlint.config import ConfigError, Problem, load
from dockerlint.config.check import KnownRules
from dockerlint.config.hadolint import HADOLINT_KEYS
from dockerlint.config.keys import KEYS, OUTPUT_FORMATS

RULES = KnownRules(
    ["rule"], lambda name: name in ("rule", "DL3008"), lambda rule: {"most": 3} if rule == "rule" else None
)
WORDS = st.sampled_from(
    [
        "rule",
        "DL3008",
        "error",
        "text",
        "*.dev",
        "a/**",
        "none",
        "paths",
        "x.yaml",
        "most",
        "!",
        *OUTPUT_FORMATS,
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=4)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*KEYS, "paths"]) | WORDS | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    [
        *(name + ": " for name in ("select", "ignore", "rules", "overrides", "<<", "a", "extends", "severity")),
        *(name + " = " for name in ("select", "rules.x", "overrides", "a.b")),
        *(
            "- ",
            "  ",
            "\n",
            "\n",
            "\n  ",
            "\t",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            "'",
            '"',
            '"""',
            "\\",
            "#",
            "&a ",
            "*a",
        ),
        *(
            "!!str ",
            "!x ",
            "|\n",
            ">",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "? ",
            "\x85",
            "\u2028",
            "\ufeff",
            "\0",
            "é",
            "\r",
        ),
        *(
            "[tool.dockerlint]\n",
            "[[tool.dockerlint.overrides]]\n",
            "[tool.dockerlint.rules.x]\n",
            "[tool]\n",
            "1.5",
        ),
        *(
            "true",
            "1979-05-27 07:32:00",
            "0x1",
            "\\ud83d",
            "\\U99999999",
            "''' x\n'''",
            "dockerlint = {",
            "x",
        ),
    ]
)


def check(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        problems = problems_of(os.path.join(folder, "a.dev"), path)
    lines = data.decode("utf-8", "replace").splitlines()
    for problem in problems or []:
        assert problem.path
        assert len(problem.message) > 10  # a sentence: what is wrong, and what would be right
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert str(problem).isprintable()
    assert problems != []


def problems_of(path: str, configuration: str) -> list[Problem] | None:
    try:
        load(path, explicit=configuration, rules=RULES)
    except ConfigError as error:
        return error.problems
    return None


NAMES = st.sampled_from(["x.yaml", "x.json", "pyproject.toml", ".hadolint.yaml"])


@given(st.lists(PIECES, max_size=25), NAMES)
@settings(max_examples=300, deadline=None)
def test_broken_syntax(pieces: list[str], name: str) -> None:
    check("".join(pieces).encode(), name)
    check(b"[tool.dockerlint]\n" + "".join(pieces).encode(), "pyproject.toml")


@given(st.binary(max_size=40), NAMES)
@settings(deadline=None)
def test_any_bytes(data: bytes, name: str) -> None:
    check(data, name)
    check(b"dockerlint = 1\n" + data, "pyproject.toml")


@given(st.dictionaries(st.sampled_from([*KEYS, *HADOLINT_KEYS]), VALUES, max_size=6), NAMES)
@settings(max_examples=300, deadline=None)
def test_any_structure(document: object, name: str) -> None:
    check(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"), name)


VARIABLES = (
    "HADOLINT_" + name
    for name in (
        *("NOFAIL", "VERBOSE", "FORMAT", "FAILURE_THRESHOLD", "OVERRIDE_ERROR", "OVERRIDE_WARNING", "OVERRIDE_INFO"),
        *("OVERRIDE_STYLE", "IGNORE", "STRICT_LABELS", "DISABLE_IGNORE_PRAGMA", "TRUSTED_REGISTRIES", "REQUIRE_LABELS"),
    )
)
TEXTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=12) | WORDS
LISTS = st.lists(
    TEXTS | st.sampled_from(["DL3008", "SC2086", "DL9999", "a:semver", ":", "json", "true", "error"]), max_size=4
)


@given(st.dictionaries(st.sampled_from(list(VARIABLES)), LISTS.map(",".join), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_environment(variables: dict[str, str]) -> None:
    """Variables have no line; a note names the one that is wrong, and says what it takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "Dockerfile")
        with open(path, "w", encoding="utf-8") as file:
            file.write("FROM debian:latest\nRUN apt-get install curl\n")
        output, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        with patch.dict(os.environ, variables), redirect_stdout(output), redirect_stderr(errors):
            code = main(["check", "--shellcheck", "off", path])
    said = errors.getvalue()
    assert code in (0, 1), said
    assert "Traceback" not in said
    assert "internal error" not in said
    for line in said.splitlines():
        if "is not possible" in line:
            assert any(name in line for name in variables)
            assert "it takes " in line


TABLE = "[tool.dockerlint]\n"


@pytest.mark.parametrize(
    "document",
    [
        "[" * 500_000,
        "{a: " * 200_000,
        "- " * 500_000,
        "a: " + "*b" * 300_000,
        "x: &a [" + "y, " * 300_000 + "]\nselect: *a",
        "ignore: [" + "a, " * 300_000 + "]",
        "".join(f"key{number}: 1\n" for number in range(90_000)),
        "? " * 300_000,
        "ignore: " + "x" * 1_000_000,
        "x" * 1_000_000 + ": 1",
        "exclude: ['" + "*a" * 500_000 + "b']",
        TABLE + "a." * 500_000 + "a = 1\n",
        TABLE + "".join("a." * 90 + f"k{number} = 1\n" for number in range(4000)),
        TABLE + "".join(f'"k{number}" = 1\n' for number in range(60_000)),
        TABLE + "a = " + "[" * 500_000,
        "[[tool.dockerlint.overrides]]\n" * 34_000,
    ],
    ids=lambda document: document[:8],
)
def test_a_megabyte_of_malice_costs_seconds_at_most(document: str) -> None:
    started = time.process_time()
    check(document.encode(), "pyproject.toml" if "dockerlint" in document else "x.yaml")
    assert time.process_time() - started < 10
