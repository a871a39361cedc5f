"""The reports of findings: annotated source, one line each, JSON."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dockerlint.lint.finding import SEVERITIES, Finding, Saving
from dockerlint.lint.rule import Examples, Rule
from dockerlint.report import concise, text
from dockerlint.report import json as json_report
from dockerlint.report.wording import visible
from dockerlint.syntax import parse

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs/schemas/findings.schema.json").read_text(encoding="utf-8")
)


class ExampleRule(Rule):
    name = "example-rule"
    aliases = ("hadolint:DL3006", "buildkit:StageNameCasing", "checkov:CKV_DOCKER_7")
    on = ("@file",)
    examples = Examples(bad=(), good=())
    family = "style"


def finding(
    source: str | bytes,
    start: int,
    end: int,
    message: str = "it is wrong",
    *,
    severity: str = "warning",
    saves: Saving | None = None,
) -> Finding:
    tree = parse(source)
    rule = ExampleRule()
    rule.severity = severity
    found = Finding(rule, message, start, end, saves)
    found.row, found.column = tree.position(start)
    found.end_row, found.end_column = tree.position(end)
    return found


def rendered(source: str | bytes, start: int, end: int, width: int = 100, name: str = "Dockerfile") -> str:
    return text.render(name, parse(source), [finding(source, start, end)], width=width)


def columns(shown: str) -> int:
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in shown
    )


def between(shown: str, first: int, last: int) -> str:
    """The characters from one column to another."""
    at = 0
    found = ""
    for character in shown:
        if first <= at < last:
            found += character
        at += columns(character)
    return found


class TestText:
    def test_one_line(self) -> None:
        assert rendered("FROM debian\n", 5, 11) == (
            "warning[example-rule]: it is wrong\n"
            " --> Dockerfile:1:6\n"
            "  |\n"
            "1 | FROM debian\n"
            "  |      ^^^^^^\n"
            "  |\n"
            "  = help: dockerlint explain example-rule (DL3006, StageNameCasing)\n"
            "\n"
        )

    @pytest.mark.parametrize(
        ("source", "start", "end", "excerpt"),
        [
            ("RUN a \\\n  b \\\n  c\nCMD d\n", 0, 17, "1 | / RUN a \\\n2 | |   b \\\n3 | |   c\n  | |___^"),
            ("RUN a \\\n  b\n", 4, 11, "1 |   RUN a \\\n  |  _____^\n2 | |   b\n  | |___^"),
            ("RUN a \\\n  b\n", 4, 12, "1 |   RUN a \\\n  |  _____^\n2 | |   b\n  | |___^"),
            ("RUN a\nRUN b\n", 0, 6, "1 | RUN a\n  | ^^^^^"),
            (
                "RUN <<E\n" + "a\n" * 9 + "E\n",
                0,
                27,
                " 1 | / RUN <<E\n 2 | | a\n...\n11 | | E\n   | |_^",
            ),
            ("FROM a\n", 7, 7, "2 |\n  | ^"),
            ("", 0, 0, "1 |\n  | ^"),
            ("RUN\ta\tb\n", 6, 7, "1 | RUN    a    b\n  |             ^"),
            ("RUN \x1b[1m\x00\n", 4, 9, "1 | RUN \\x1b[1m\\x00\n  |     ^^^^^^^^^^^"),
            (b"RUN \xe9\xff x\n", 7, 8, "1 | RUN \\xe9\\xff x\n  |              ^"),
            ("RUN 日本 x\n", 4, 6, "1 | RUN 日本 x\n  |     ^^^^"),
            ("RUN 日本 x\n", 7, 8, "1 | RUN 日本 x\n  |          ^"),
            ("RUN e\u0301 x\n", 7, 8, "1 | RUN e\u0301 x\n  |       ^"),
            ("RUN a\u00a0b\u202e\n", 5, 6, "1 | RUN a\\xa0b\\u202e\n  |      ^^^^"),
            ("RUN a\r\nRUN b\r\n", 0, 5, "1 | RUN a\n  | ^^^^^"),
        ],
    )
    def test_excerpt(self, source: str | bytes, start: int, end: int, excerpt: str) -> None:
        lines = rendered(source, start, end).splitlines()
        assert "\n".join(lines[3:-3]) == excerpt

    @pytest.mark.parametrize(
        ("start", "end", "excerpt"),
        [
            (0, 3, "1 | RUN abcdefghijklmnopqrstuvwxyz012...\n  | ^^^"),
            (4, 100, "1 | RUN abcdefghijklmnopqrstuvwxyz012...\n  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^"),
            (30, 34, "1 | ...nopqrstuvwxyz0123456789ABCDEFG...\n  |                 ^^^^"),
            (60, 66, "1 | ...IJKLMNOPQRSTUVWXYZRUN abcdefgh...\n  |                ^^^^^^"),
        ],
    )
    def test_a_long_line_is_cut_around_the_span(self, start: int, end: int, excerpt: str) -> None:
        line = "RUN abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 3
        lines = rendered(line, start, end, width=40).splitlines()
        assert "\n".join(lines[3:5]) == excerpt

    @given(
        st.text(
            st.one_of(st.sampled_from("ab \t日e\u0301\x1b\udce9\u200b"), st.characters(exclude_characters="\r\n")),
            max_size=200,
        ),
        st.integers(0, 200),
        st.integers(0, 200),
        st.integers(24, 120),
    )
    def test_carets_stand_under_the_span(self, line: str, start: int, size: int, width: int) -> None:
        assume(line.strip() == line)
        start = min(start, len(line))
        end = min(start + size, len(line))
        shown, carets = rendered(line, start, end, width).splitlines()[3:5]
        assert columns(shown) <= width
        assert columns(carets) <= width
        margin, length = carets[4:].count(" "), carets.count("^")
        visible_span = "".join("    " if each == "\t" else visible(each) for each in line[start:end])
        under = between(shown[4:], margin, margin + length)
        # Blanks at the end of a line are not printed.
        assert visible_span.startswith(under.rstrip()) or not visible_span
        if columns("".join("    " if each == "\t" else visible(each) for each in line)) <= width - 4:
            assert length == max(columns(visible_span), 1)

    @given(st.text(), st.text(), st.text(min_size=1))
    def test_nothing_in_the_source_steers_the_terminal(self, source: str, message: str, name: str) -> None:
        found = finding(source, 0, len(source), message)
        for report in (text, concise):
            shown = report.render(name, parse(source), [found])
            assert all(character == "\n" or character.isprintable() for character in shown)

    def test_a_long_line_with_many_findings_takes_no_time(self) -> None:
        source = "RUN " + "x; " * 300_000
        found = [finding("", 0, 0) for _ in range(2000)]
        for number, each in enumerate(found):
            each.column = each.end_column = number * 400 + 5
            each.end_column += 1
        shown = text.render("Dockerfile", parse(source), found)
        assert len(shown) < 2000 * 700

    @pytest.mark.parametrize("severity", SEVERITIES)
    def test_colors_change_nothing_else(self, severity: str) -> None:
        source = "RUN a \\\n b\nRUN c\n"
        found = [finding(source, 0, 10, severity=severity), finding(source, 15, 16, severity=severity)]
        colored = text.render("Dockerfile", parse(source), found, color=True)
        plain = colored
        for code in ("1;31", "1;33", "1;36", "1;35", "1;34", "1", "2", "0"):
            plain = plain.replace(f"\x1b[{code}m", "")
        assert colored != plain
        assert plain == text.render("Dockerfile", parse(source), found)

    @pytest.mark.parametrize(
        ("counts", "files", "with_findings", "line"),
        [
            ({}, 0, 0, "No findings in 0 files.\n"),
            ({"error": 0}, 1, 0, "No findings in 1 file.\n"),
            ({"error": 1}, 1, 1, "1 finding in 1 file (1 error).\n"),
            (
                {"error": 2, "warning": 0, "info": 2, "style": 1},
                3,
                3,
                "5 findings in 3 files (2 errors, 2 info, 1 style).\n",
            ),
            ({"warning": 2}, 9, 1, "2 findings in 1 of 9 files (2 warnings).\n"),
        ],
    )
    def test_summary(self, counts: dict[str, int], files: int, with_findings: int, line: str) -> None:
        assert text.summary(counts, files, with_findings) == line


def test_concise_is_one_line_for_each_finding() -> None:
    source = "FROM a\nRUN b\n"
    found = [finding(source, 5, 6), finding(source, 7, 10, "two\nlines", severity="error")]
    assert concise.render("a b/Dockerfile", parse(source), found) == (
        "a b/Dockerfile:1:6: warning example-rule (DL3006, StageNameCasing) it is wrong\n"
        "a b/Dockerfile:2:1: error example-rule (DL3006, StageNameCasing) two\\nlines\n"
    )


TEXTS = st.text(st.characters(codec=None), min_size=1)


class TestJson:
    @staticmethod
    def read(parts: list[str]) -> list[dict[str, object]]:
        data = json_report.join(parts).encode("utf-8", "backslashreplace")
        found: list[dict[str, object]] = json.loads(data.decode("utf-8"))
        jsonschema.validate(found, SCHEMA)
        return found

    def test_no_findings(self) -> None:
        assert self.read([]) == []

    def test_a_finding(self) -> None:
        source = "FROM a\nRUN b \\\n  c\n"
        found = finding(source, 7, 18, saves=Saving(12, "a guess"))
        [read] = self.read([json_report.render("./x/Dockerfile", parse(source), [found])])
        assert read == {
            "rule": "example-rule",
            "aliases": ["hadolint:DL3006", "buildkit:StageNameCasing", "checkov:CKV_DOCKER_7"],
            "severity": "warning",
            "confidence": "high",
            "message": "it is wrong",
            "filename": "./x/Dockerfile",
            "location": {"row": 2, "column": 1},
            "end_location": {"row": 3, "column": 4},
            "url": ExampleRule().url,
            "saves": {"bytes": 12, "basis": "a guess"},
            "fix": None,
        }

    @given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, min_size=1, max_size=3)), max_size=4))
    def test_any_texts(self, files: list[tuple[str, list[str]]]) -> None:
        source = "FROM a\n"
        parts = [
            json_report.render(name, parse(source), [finding(source, 0, 1, message) for message in messages])
            for name, messages in files
        ]
        expected = [(name, message) for name, messages in files for message in messages]
        # A pair of surrogates is one character in JSON.
        joined = [tuple(json.loads(json.dumps(pair))) for pair in expected]
        assert [(each["filename"], each["message"]) for each in self.read(parts)] == joined
