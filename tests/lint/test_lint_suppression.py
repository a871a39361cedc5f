from __future__ import annotations

import pytest

from dockerlint.context import MemoryContext
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter, Result
from dockerlint.lint.plugins import PluginEntry
from dockerlint.lint.registry import select
from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class EveryRun(Rule):
    """Flags each RUN."""

    name = "every-run"
    aliases = ("hadolint:DL9999", "buildkit:EveryRun", "checkov:CKV_X_1")
    on = ("RUN",)
    examples = Examples(bad=(), good=())

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        yield self.at(node.arguments, node.arguments.value)


def run(text: str) -> Result:
    return check(text, "Dockerfile", Linter([(PluginEntry(EveryRun, "lint"), {})]))[1]


def left(text: str) -> list[str]:
    return [finding.message for finding in run(text).findings]


@pytest.mark.parametrize(
    "comment",
    [
        "# dockerlint: ignore=every-run",
        "#dockerlint:ignore=every-run -- a reason, with commas",
        "# dockerlint: ignore = other , EVERY-RUN",
        "# dockerlint: ignore",
        "# dockerlint: ignore=DL9999",
        "# dockerlint: ignore=hadolint:DL9999",
        "# dockerlint: ignore=CKV_X_1",
        "# dockerlint: ignore=lint",
        "# hadolint ignore=DL9999",
        "# hadolint ignore=DL1,DL9999 # reason",
        "# hadolint  ignore = DL9999",
        "# check=skip=EveryRun",
        "# check=error=true;skip=Other,everyrun",
    ],
)
def test_the_next_instruction(comment: str) -> None:
    assert left(f"FROM x\nRUN a\n{comment}\nRUN b\nRUN c\n") == ["a", "c"]
    assert left(f"FROM x\n{comment}\n\n# another comment\nRUN b\nRUN c\n") == ["c"]


@pytest.mark.parametrize(
    "comment",
    [
        "# dockerlint: ignore=parse-error",
        "# dockerlint ignore=every-run",
        "# dockerlint: ignored=every-run",
        "# hadolint ignore=every-run",
        "# hadolint ignore=EveryRun",
        "# hadolint ignore",
        "# check=skip=DL9999",
        "# check=error=true",
        "# checks=skip=EveryRun",
        "# please ignore=every-run",
    ],
)
def test_comments_that_silence_nothing(comment: str) -> None:
    assert left(f"FROM x\n{comment}\nRUN b\n") == ["b"]


def test_a_comment_inside_a_continuation_counts_for_its_instruction() -> None:
    assert left("FROM x\nRUN a \\\n  # dockerlint: ignore=every-run\n  b\nRUN c\n") == ["c"]


def test_a_stage() -> None:
    text = "FROM x\nRUN a\n{}\nFROM y\nRUN b\nRUN c\nFROM z\nRUN d\n"
    for comment in ("# dockerlint: ignore-stage=every-run", "# hadolint stage ignore=DL9999"):
        assert left(text.format(comment)) == ["a", "d"]
    assert left("FROM x\nRUN a\n# dockerlint: ignore-stage=every-run\nRUN b\nFROM y\nRUN c\n") == ["c"]


@pytest.mark.parametrize(
    "comment",
    ["# dockerlint: ignore-file=every-run", "# hadolint global ignore=DL9999", "# dockerlint: ignore-file"],
)
def test_the_file(comment: str) -> None:
    assert left(f"FROM x\nRUN a\nRUN b\n{comment}\n") == []


def test_buildkit_s_directive_covers_the_file() -> None:
    assert left("# check=skip=EveryRun;error=true\nFROM x\nRUN a\nRUN b\n") == []
    assert left("# check=skip=all\nFROM x\nRUN a\n") == []
    assert left("# a comment first\n# check=skip=EveryRun\n\nFROM x\nRUN a\n") == ["a"]


def test_an_onbuild_is_one_instruction() -> None:
    assert left("FROM x\n# dockerlint: ignore=every-run\nONBUILD RUN a\nRUN b\n") == ["b"]


def test_what_was_silenced_and_which_selector_did_it_is_known() -> None:
    result = run(
        "FROM x\n# dockerlint: ignore=every-run,other -- why\nRUN a\n# dockerlint: ignore=every-run\nCOPY a b\n"
    )
    assert [finding.message for finding in result.suppressed] == ["a"]
    assert [(one.used, one.reason) for one in result.suppressions] == [({"every-run"}, "why"), (set(), "")]


class TestUnused:
    """The rules about the comments themselves, with real ones beside them."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("# dockerlint: ignore=untagged-base-image\nFROM debian\n", []),
            ("# hadolint ignore=DL3006,DL3043\nFROM debian\n", ["`dl3043` silences nothing here"]),
            # hadolint may find what our reading does not.
            ("# hadolint ignore=DL3006,DL3007\nFROM debian\n", []),
            ("# hadolint ignore=DL3006,SC2086\nFROM debian\n", []),  # ShellCheck was not asked
            ("# check=skip=StageNameCasing\nFROM debian:13-slim as A\n", []),
            ("# dockerlint: ignore\nFROM debian:13-slim\n", ["the comment silences nothing here"]),
            ("# dockerlint: ignore-file=unused-suppression,DL3006\nFROM debian:13-slim\nUSER 1\n", []),
            ("# dockerlint: ignore=nobody\nFROM debian:13-slim\n", ["no rule is called `nobody`"]),
            ("# hadolint ignore=DL30006\nFROM debian\n", ["no rule is called `dl30006`; did you mean `dl3006`?"]),
        ],
    )
    def test_what_is_said(self, text: str, said: list[str]) -> None:
        linter = Linter(select(("recommended", "unused-suppression")))
        context = MemoryContext({".dockerignore": ".git\n", "Dockerfile": text})
        found = check(text, "Dockerfile", linter, context=context)[1].findings
        assert [each.message for each in found if each.rule.endswith("-suppression")] == said

    def test_a_rule_that_asks_the_context_has_not_run_without_one(self) -> None:
        linter = Linter(select(("ALL",)))
        text = "# dockerlint: ignore=dockerignore-missing\nFROM debian:13-slim\n"
        context = MemoryContext({"Dockerfile": text, ".dockerignore": "x"})
        messages = [
            [
                each.message
                for each in check(text, "Dockerfile", linter, context=each)[1].findings
                if each.rule == "unused-suppression"
            ]
            for each in (None, context)
        ]
        assert [len(each) for each in messages] == [0, 1]
