from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.lint.api import check, check_text
from dockerlint.lint.engine import Linter, Result
from dockerlint.lint.plugins import PluginEntry
from dockerlint.lint.rule import Example, Examples, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings, Option
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.items import ParseError

TEXT = """\
FROM debian:13-slim AS base
RUN one && two -x
ONBUILD RUN three

FROM base
COPY a b
"""


class Everything(Rule):
    """Reports whatever wakes it."""

    name = "everything"
    aliases = ("hadolint:DL9999", "buildkit:EverySingleThing")
    on = ("*", "$*", "@stage", "@error", "@file")
    examples = Examples(bad=(Example(""),), good=())

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        yield self.at(node.keyword_word, f"instruction {node.keyword}")

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        yield self.at(command, f"command {command.name}")

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        yield self.at(stage.instruction, f"stage {stage.index}")

    def error(self, error: ParseError, file: Dockerfile) -> Findings:
        yield self.at((error.start, error.end), f"error {error.code}")

    def file(self, file: Dockerfile) -> Findings:
        yield self.at((0, 0), "file")


class Broken(Rule):
    """Fails."""

    name = "broken"
    on = ("RUN",)
    examples = Examples(bad=(), good=())

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        yield self.at(node, "this one still counts")
        raise KeyError("a defect")


def run(text: str, *rules: type[Rule], options: Mapping[str, Mapping[str, Option]] | None = None) -> Result:
    return check(text, "Dockerfile", Linter([(PluginEntry(rule, "lint"), {}) for rule in rules], options))[1]


def messages(text: str) -> list[str]:
    return [finding.message for finding in run(text, Everything).findings]


def test_each_event_wakes_the_rule_once_and_results_are_sorted_by_place() -> None:
    assert messages(TEXT) == [
        "file",
        "instruction FROM",
        "stage 0",
        "instruction RUN",
        "command one",
        "command two",
        "instruction ONBUILD",
        "instruction RUN",
        "command three",
        "instruction FROM",
        "stage 1",
        "instruction COPY",
    ]


def test_errors_and_unknown_keywords_wake_rules_too() -> None:
    assert messages("FROM x\nENV A\nCPOY a b\n")[-2:] == ["error invalid-arguments", "instruction CPOY"]
    assert [finding.rule for finding in check_text("FROM x:1\nCPOY a b\nONBUILD RNU a\n")] == [
        "unknown-instruction"
    ] * 2


def test_positions_are_one_based_and_the_end_is_exclusive() -> None:
    two = next(finding for finding in run(TEXT, Everything).findings if finding.message == "command two")
    assert (two.row, two.column, two.end_row, two.end_column) == (2, 12, 2, 18)
    assert TEXT[two.start : two.end] == "two -x"


def test_a_rule_that_fails_is_named_and_stops_nothing() -> None:
    result = run(TEXT, Broken, Everything)
    assert result.troubles == ["the rule broken failed: KeyError: 'a defect'"]
    assert [finding.message for finding in result.findings if finding.rule == "broken"] == ["this one still counts"] * 2
    assert sum(finding.rule == "everything" for finding in result.findings) == 12


def test_a_rule_that_cannot_be_loaded_is_named_in_every_file() -> None:
    class Missing(PluginEntry):
        __slots__ = ()

        def load(self) -> type[Rule]:
            raise ImportError("no such module")

    linter = Linter([(Missing(Broken, "lint"), {}), (PluginEntry(Everything, "lint"), {})])
    for _ in range(2):
        result = check(TEXT, "Dockerfile", linter)[1]
        assert result.troubles == ["the rule broken cannot be loaded: ImportError: no such module"]
        assert len(result.findings) == 12


def test_severities_replace_the_rule_s_own_or_switch_it_off() -> None:
    linter = Linter([(PluginEntry(Everything, "lint"), {})], severities={"everything": "error"})
    assert {finding.severity for finding in check(TEXT, "x", linter)[1].findings} == {"error"}
    linter = Linter([(PluginEntry(Everything, "lint"), {})], severities={"everything": "ignore"})
    assert check(TEXT, "x", linter)[1].findings == []


def test_the_same_object_checks_many_files_alike() -> None:
    linter = Linter([(PluginEntry(Everything, "lint"), {})])
    first = [repr(finding) for finding in check(TEXT, "a", linter)[1].findings]
    check("FROM x\n", "b", linter)
    assert [repr(finding) for finding in check(TEXT, "a", linter)[1].findings] == first


def test_check_text_gives_findings_for_text_and_bytes() -> None:
    for source in ("FROM x:1\nENV A\n", b"FROM x:1\nENV A\n"):
        assert "parse-error" in [finding.rule for finding in check_text(source)]


@pytest.mark.parametrize(
    ("event", "woken"),
    [
        ("RUN", 5),
        ("RUN $pip", 1),
        ("RUN $sudo", 1),
        ("RUN %apt", 3),
        ("RUN %* install", 3),
        ("RUN %apt remove", 1),
        ("RUN %* clean", 1),
        ("RUN ~curl", 3),
        ("RUN again", 4),
        ("FROM again", 1),
        ("CMD again", 0),
        ("COPY --from", 1),
        ("%apt install", 2),
        ("%* clean", 1),
        ("$curl ~--tls", 1),
        ("%apt ~curl", 3),
        ("$wget ~--tls", 0),
        ("@file ARG", 0),
        ("@file FROM again", 1),
        ("@file ~setup.py", 1),
        ("@file ~setup.cfg", 0),
        ("@file COPY & RUN %pip", 1),
        ("@file COPY & RUN %npm", 0),
        ("@stage COPY & RUN %pip", 2),
        ("@file =lower-case", 1),
        ("@file =begins-otherwise", 0),
        ("@file =empty-lines", 0),
        ("@file =ignore-file", 0),
        ("RUN ?on", 5),
        ("RUN ?off", 0),
    ],
)
def test_a_narrower_event_wakes_the_rule_only_where_it_holds(event: str, woken: int) -> None:
    text = (
        "FROM debian:13 AS build\nRUN apt-get install -y curl && apt-get clean\nRUN curl --tlsv1.0 -O https://a.example\n"
        "RUN sudo apt-get install -y curl git\nFROM debian:13\nCOPY --from=build /a /setup.py /a/\n"
        "RUN pip install /a\nONBUILD run apt-get purge git\n"
    )

    class Narrow(Everything):
        name = "narrow"
        on = (event,)

    options: dict[str, Mapping[str, Option]] = {"narrow": {"on": True, "off": False}}
    assert len(run(text, Narrow, options=options).findings) == woken
