"""Each step of the proof stops a rewrite that breaks what it is about; the applier goes on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.fix import Applier, Fixers, Refused
from dockerlint.lint.api import check
from dockerlint.lint.engine import Linter
from dockerlint.lint.finding import Edit, Fix
from dockerlint.lint.registry import select

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.fix import Fixed
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Result
    from dockerlint.lint.finding import Finding

TEXT = """\
# syntax=docker/dockerfile:1
FROM debian:13-slim AS base
# why there is a version
ENV VERSION=1
WORKDIR /srv
COPPY a b
RUN make \\
    # and this
    install
WORKDIR $VERSION
COPY c d
CMD ["serve"]
"""


class Scripted(Fixers):
    """What it is told to make of every finding."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Finding, str], Fix | None]) -> None:
        super().__init__([])
        self.make = make

    def fix(self, finding: Finding, file: Dockerfile) -> Fix | None:
        return self.make(finding, file.tree.text)


def fixed_by(make: Callable[[Finding, str], Fix | None], text: str = TEXT, *, unsafe: bool = False) -> Fixed:
    # Rules that would speak first of what other steps of the proof are to find.
    linter = Linter(select(("ALL",), ("slim-sibling-available", "copy-after-user-without-chown")))

    def checked(text: str) -> tuple[Dockerfile, Result]:
        return check(text, "Dockerfile", linter)

    return Applier(checked, Scripted(make), unsafe=unsafe).fix(text)


def replacing(old: str, new: str, safety: str = "safe", **named: object) -> Callable[[Finding, str], Fix | None]:
    """Return what corrects the keyword and replaces another text as well."""

    def make(finding: Finding, text: str) -> Fix | None:
        if finding.rule != "unknown-instruction":
            return None
        edits = [Edit(finding.start, finding.end, "COPY")]
        if old:
            place = text.index(old)
            edits.append(Edit(place, place + len(old), new))
        return Fix("Write `COPY`", safety, edits, **named)  # type: ignore[arg-type]

    return make


def test_a_fix_that_does_nothing_else_is_applied() -> None:
    fixed = fixed_by(replacing("", ""))
    assert fixed.text == TEXT.replace("COPPY", "COPY")
    assert [applied.line for applied in fixed.applied] == [6]
    assert fixed.refused == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("RUN make", "ENV", "would not parse"),
        ("# why there is a version\n", "", "a comment would be lost"),
        ("    # and this\n", "", "a comment would be lost"),
        ("# syntax=docker/dockerfile:1\n", "", "a comment would be lost"),
        ("ENV VERSION=1", "ENV VERSION=2", "a variable in line 10"),
        ("ENV VERSION=1", "ENV VERSION=1 OTHER=2", "configuration would differ (env)"),
        ("WORKDIR /srv", "WORKDIR /app", "line 7 would work in another directory"),
        ('CMD ["serve"]', 'CMD ["work"]', "configuration would differ (cmd)"),
        ("WORKDIR /srv\n", "WORKDIR /srv\nADD x y\n", "add-instead-of-copy would have a new finding"),
        ("debian:13-slim", "debian:13", "configuration would differ (base)"),
        ("# syntax=docker/dockerfile:1", "# escape=`\n# syntax=docker/dockerfile:1", "would"),
        ("RUN make", "USER 1000\nRUN make", "configuration would differ (user)"),
        ('CMD ["serve"]', 'CMD ["serve"]\nWORKDIR /x', "configuration would differ (workdir)"),
    ],
)
def test_a_fix_that_does_harm_is_refused(old: str, new: str, reason: str) -> None:
    fixed = fixed_by(replacing(old, new))
    assert fixed.text == TEXT
    assert fixed.applied == []
    assert len(fixed.refused) == 1
    assert reason in fixed.refused[0].reason


def test_a_finding_that_stays_is_no_fix() -> None:
    def make(finding: Finding, _text: str) -> Fix | None:
        if finding.rule != "unknown-instruction":
            return None
        return Fix("Nothing", "safe", [Edit(finding.end, finding.end, " ")])

    fixed = fixed_by(make)
    assert fixed.text == TEXT
    assert "would still be there" in fixed.refused[0].reason


def test_what_a_fix_names_is_allowed() -> None:
    changed = fixed_by(replacing('CMD ["serve"]', 'CMD ["work"]', changes=("cmd",)))
    assert 'CMD ["work"]' in changed.text
    more = fixed_by(replacing("WORKDIR /srv\n", "WORKDIR /srv\nADD x y\n", may_add={"add-instead-of-copy": "test"}))
    assert "ADD x y" in more.text


def test_safety_decides() -> None:
    assert fixed_by(replacing("", "", "unsafe")).text == TEXT
    assert fixed_by(replacing("", "", "unsafe"), unsafe=True).text != TEXT
    assert fixed_by(replacing("", "", "display"), unsafe=True).text == TEXT


def test_a_suppressed_finding_is_never_fixed() -> None:
    text = TEXT.replace("COPPY", "# dockerlint: ignore=unknown-instruction\nCOPPY")
    assert fixed_by(replacing("", ""), text).text == text


def test_one_bad_fix_does_not_take_the_others_with_it() -> None:
    text = "FROM debian:13-slim\nCOPPY a /b\nCOPPI c /d\nCOPPA e /f\n"

    def make(finding: Finding, text: str) -> Fix | None:
        if finding.rule != "unknown-instruction":
            return None
        bad = text[finding.start : finding.end] == "COPPI"
        return Fix("Write", "safe", [Edit(finding.start, finding.end, "ENV" if bad else "COPY")])

    fixed = fixed_by(make, text)
    assert fixed.text == "FROM debian:13-slim\nCOPY a /b\nCOPPI c /d\nCOPY e /f\n"
    assert len(fixed.applied) == 2
    assert len(fixed.refused) == 1


def test_a_crash_is_named_and_stops_nothing() -> None:
    def make(finding: Finding, _text: str) -> Fix | None:
        raise ZeroDivisionError(finding.rule)

    fixed = fixed_by(make)
    assert fixed.text == TEXT
    assert any("the fixer of unknown-instruction failed: ZeroDivisionError" in trouble for trouble in fixed.troubles)


def test_a_refusal_is_told() -> None:
    def make(_finding: Finding, _text: str) -> Fix | None:
        raise Refused("nobody knows")

    fixed = fixed_by(make)
    assert {refusal.reason for refusal in fixed.refused} == {"nobody knows"}


def test_fixes_that_undo_each_other_end() -> None:
    def make(finding: Finding, text: str) -> Fix | None:
        if finding.rule != "untagged-base-image":
            return None
        other = "b" if text[finding.start : finding.start + 1] == "a" else "a"
        return Fix("Swap", "safe", [Edit(finding.start, finding.start + 1, other)], changes=("base",))

    fixed = fixed_by(make, "FROM a\n")
    assert fixed.text in ("FROM a\n", "FROM b\n")


def test_lines_in_a_row_with_the_same_finding_can_be_deleted() -> None:
    def make(finding: Finding, text: str) -> Fix | None:
        if finding.rule != "maintainer-instruction":
            return None
        return Fix(
            "Delete", "safe", [Edit(finding.start, text.index("\n", finding.start) + 1, "")], changes=("author",)
        )

    fixed = fixed_by(make, "FROM debian:13-slim\nMAINTAINER a\nMAINTAINER b\nMAINTAINER c\nRUN make\n")
    assert fixed.text == "FROM debian:13-slim\nRUN make\n"
