from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import ConfigError, ConfigFinder
from dockerlint.config.check import KnownRules
from dockerlint.config.keys import LABEL_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    Problems = Callable[[dict[str, str]], list[str]]
    Project = Callable[[dict[str, str]], str]

SEVERITIES = "expected one of `error`, `warning`, `info`, `style`"


@pytest.mark.parametrize(
    ("document", "problems"),
    [
        ("ignroe: [x]", ["1:1: unknown key `ignroe`; did you mean `ignore`?"]),
        ("\n# x\n  trustedRegistries: [x]", [
            "3:3: unknown key `trustedRegistries`; did you mean `trusted-registries`?"]),
        ("extend_select: x", ["1:1: unknown key `extend_select`; did you mean `extend-select`?"]),
        ("qqq: 1", ["1:1: unknown key `qqq`"]),
        ('"a\\nb": 1', ["1:1: unknown key `a\\nb`"]),
        ("[a]", ["1:1: expected a map of keys, found a list"]),
        ("text", ["1:1: expected a map of keys, found the text `text`"]),
        ("select: {a: b}", ["1:9: expected a text or a list of texts, found a map"]),
        ("ignore:\n  - a\n  -\n  - [b]", [
            "3:4: expected a text, found nothing", "4:5: expected a text, found a list"]),
        ("severity: {x: fatal}", [f"1:15: {SEVERITIES}, `ignore`, found the text `fatal`"]),
        ("severity: [x]", ["1:11: expected a map, found a list"]),
        ("fail-on: ignore", [f"1:10: {SEVERITIES}, found the text `ignore`"]),
        ("strict-labels: yes", ["1:16: expected true or false, found the text `yes`"]),
        ("context: {}", ["1:10: expected a path, found a map"]),
        ('context: "a\\0b"', ["1:10: expected a path, found the text `a\\x00b`"]),
        ("target: true", ["1:9: expected a text, found true"]),
        ("build-args: [A=1]", ["1:13: expected a map, found a list"]),
        ("build-args: {A: [1]}", ["1:17: expected a text, found a list"]),
        (
            "label-schema:\n  a: date",
            [f"2:6: expected one of {', '.join(f'`{each}`' for each in LABEL_TYPES)}, found the text `date`"],
        ),
        ("budgets: 3", ["1:10: expected a map, found the number `3`"]),
        ("rules: {x: 3}", ["1:12: expected a map of options, found the number `3`"]),
        (
            "rules: {x: {a: {b: 1}}}",
            ["1:16: expected a text, a number, true, false, or a list of them, found a map"],
        ),
        ("exclude: ['!a', ' ']", [
            "1:11: the path pattern `!a` negates, and patterns here only add",
            "1:17: an empty path pattern"]),
        ("overrides: {paths: a}", ["1:12: expected a list of maps with `paths`, found a map"]),
        ("overrides:\n- ignore: x\n- 3", [
            "2:3: an override needs `paths`", "3:3: expected a map of keys, found the number `3`"]),
        ("overrides:\n- paths: x\n  exclude: y", ["3:3: the key `exclude` cannot stand in an override"]),
        ("overrides:\n- paths: {}\n  ignroe: y", [
            "2:10: expected a text or a list of texts, found a map",
            "3:3: unknown key `ignroe`; did you mean `ignore`?"]),
        ("extends: https://example.org/x.yaml", [
            "1:10: `extends` reads files only, and `https://example.org/x.yaml` is an address"]),
    ],
)  # fmt: skip
def test_each_problem_stands_where_it_is(problems_of: Problems, document: str, problems: list[str]) -> None:
    assert problems_of({".dockerlint.yaml": document}) == [f".dockerlint.yaml:{each}" for each in problems]


def test_toml_problems_stand_where_they_are(problems_of: Problems) -> None:
    document = (
        '[project]\nname = "x"\n[tool.dockerlint]\nselec = ["a"]\n[[tool.dockerlint.overrides]]\nstrict-labels = 3\n'
    )
    assert problems_of({"pyproject.toml": document}) == [
        "pyproject.toml:4:1: unknown key `selec`; did you mean `select`?",
        "pyproject.toml:5:1: an override needs `paths`",
        "pyproject.toml:6:17: expected true or false, found the number `3`",
    ]


def test_a_table_that_is_none(problems_of: Problems) -> None:
    assert problems_of({"pyproject.toml": "[tool]\ndockerlint = 3\n"}) == [
        "pyproject.toml:2:14: expected a map of keys, found the number `3`"
    ]


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"select: \xff", "1:9: not UTF-8 text"),
        (b"\xef\xbb\xbfa: \xc3\xa9\n\xc3\xa9\xc3", "2:2: not UTF-8 text"),
        (b"\xff\xfea\0", "1:1: not UTF-8 text"),
        (b"# " + b"x" * (1 << 20), "1:1: larger than 1 MiB"),
        (b"\xef\xbb\xbfselekt: 1", "1:1: unknown key `selekt`; did you mean `select`?"),
    ],
)
def test_bytes_that_are_no_text(project: Project, document: bytes, problem: str) -> None:
    path = os.path.join(project({}), "x.yaml")
    with open(path, "wb") as file:
        file.write(document)
    with pytest.raises(ConfigError) as caught:
        ConfigFinder(explicit=path).load("Dockerfile")
    assert str(caught.value) == f"{path}:{problem}"


def test_problems_come_all_at_once_but_not_without_end(problems_of: Problems) -> None:
    document = "".join(f"key{number}: 1\n" for number in range(10_000))
    problems = problems_of({".dockerlint.yaml": document})
    assert problems[0] == ".dockerlint.yaml:1:1: unknown key `key0`"
    assert problems[99:] == [
        ".dockerlint.yaml:100:1: unknown key `key99`",
        ".dockerlint.yaml:100:1: more problems follow",
    ]


OPTIONS = {"long-run": {"most": 3, "ratio": 0.5, "strict": False, "only": ["a"], "word": "x", "any": None}}
RULES = KnownRules(
    ["long-run", "DL3008", "security"],
    lambda name: name in ("long-run", "DL3008", "security", "SC2086"),
    OPTIONS.get,
)


class TestKnownRules:
    """What the registry says is asked, so that `config` need not know a rule."""

    def problems(self, project: Project, document: str) -> list[str]:
        path = os.path.join(project({"x.yaml": document}), "x.yaml")
        try:
            ConfigFinder(explicit=path, rules=RULES).load("Dockerfile")
        except ConfigError as error:
            return [f"{each.line}:{each.column}: {each.message}" for each in error.problems]
        return []

    @pytest.mark.parametrize(
        ("document", "problems"),
        [
            ("select: [long-run, SC2086]\nignore: security,DL3008\nseverity: {DL3008: info}", []),
            ("select: a, long-rum", [
                "1:9: unknown rule `a`", "1:9: unknown rule `long-rum`; did you mean `long-run`?"]),
            ("extend-select:\n- dl308", ["2:3: unknown rule `dl308`; did you mean `DL3008`?"]),
            ("severity: {securty: info}", ["1:12: unknown rule `securty`; did you mean `security`?"]),
            ("overrides: [{paths: x, ignore: [securty]}]", [
                "1:33: unknown rule `securty`; did you mean `security`?"]),
            ("rules: {long_run: {}}", ["1:9: unknown rule `long_run`; did you mean `long-run`?"]),
            ("rules: {long-run: {mots: 3}}", [
                "1:20: the rule `long-run` has no option `mots`; did you mean `most`?"]),
            ("rules: {long-run: {most: 4, ratio: 1, strict: true, only: b, word: 1.10, any: [1, x]}}", []),
            ("rules: {long-run: {most: 1.5}}", ["1:26: expected a whole number, found the number `1.5`"]),
            ("rules: {long-run: {most: true}}", ["1:26: expected a whole number, found true"]),
            ("rules: {long-run: {ratio: x}}", ["1:27: expected a number, found the text `x`"]),
            ("rules: {long-run: {strict: 1}}", ["1:28: expected true or false, found the number `1`"]),
            ("rules: {long-run: {only: [[a]]}}", ["1:27: expected a text, found a list"]),
            ("rules: {long-run: {word: []}}", ["1:26: expected a text, found a list"]),
        ],
    )  # fmt: skip
    def test_rules_and_their_options(self, project: Project, document: str, problems: list[str]) -> None:
        assert self.problems(project, document) == problems

    def test_options_have_the_type_of_their_default(self, project: Project) -> None:
        document = "rules: {long-run: {most: 4, ratio: 1, only: b, word: 1.10, any: [1, x]}}"
        path = os.path.join(project({"x.yaml": document}), "x.yaml")
        settings = ConfigFinder(explicit=path, rules=RULES).load("Dockerfile")
        assert settings.rules == {"long-run": {"most": 4, "ratio": 1, "only": ["b"], "word": "1.10", "any": [1, "x"]}}
