"""The quick reader and the argument parser read a command line alike."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.cli.main import main
from dockerlint.cli.options import CheckOptions, read_options
from dockerlint.cli.parser import parse_check

PLAIN = [
    "",
    "Dockerfile",
    "-",
    "a b c",
    "a --select x b --ignore y,z --ignore w c",
    "--select=x --select= --extend-select e --extend-select=--",
    "--output-format json --output-file out.json --fail-on warning --exit-zero",
    "--output-format=concise --color=always --statistics --isolated --force-exclude",
    "--stdin-filename app/Dockerfile -",
    "--config ../c.yaml --context . --target build --build-arg A=1 --build-arg B --build-arg=C=D=E",
    "--context none --context dir",
    "-- --select x -",
    "a -- -b -- c",
    "--ignore - b",
    "--target=-x",
]
FOR_THE_PARSER = [
    ("--help", 0),
    ("a -h", 0),
    ("a --version", 0),
    ("--jobs 0", 2),
    ("--jobs two", 2),
    ("--jobs -1", 2),
    ("--select", 2),
    ("--select --ignore x", 2),
    ("--select -- x", 2),
    ("--sel x", 2),
    ("--output-format xml", 2),
    ("--output-format=", 2),
    ("--color=--", 2),
    ("--fail-on bad", 2),
    ("--isolated=yes", 2),
    ("--no-such-option", 2),
    ("-x", 2),
    ("-1", 2),
    ("a --exit-zero -1", 2),
    ("--=x", 2),
]


@pytest.mark.parametrize("line", PLAIN)
def test_plain_lines_are_read_quickly_and_alike(line: str) -> None:
    arguments = line.split()
    quick = read_options(arguments)
    if "=--" in line:
        assert quick is None  # argparse cannot take this value
    else:
        assert quick == parse_check(arguments)


@pytest.mark.parametrize(("line", "code"), FOR_THE_PARSER)
def test_other_lines_are_left_to_the_parser(line: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert read_options(line.split()) is None
    assert main(["check", *line.split()]) == code
    written = capsys.readouterr()
    assert bool(written.err) == bool(code)
    assert bool(written.out) != bool(code)
    assert "Traceback" not in written.err


@pytest.mark.parametrize("count", [1, 7])
def test_jobs(count: int) -> None:
    options = parse_check(["a", "--jobs", str(count), "b"])
    assert (options.jobs, options.paths) == (count, ["a", "b"])


TOKENS = st.one_of(
    st.sampled_from(
        [word for line, _ in FOR_THE_PARSER for word in line.split()]
        + [word for line in PLAIN for word in line.split()]
        + [
            "",
            " ",
            "a b",
            "- a",
            "-a b",
            "--x y",
            "--select=a b",
            "--",
            "--jobs",
            "3",
            "text",
            "json",
            "info",
            "é",
        ]
    ),
    st.text(max_size=5),
)


@given(st.lists(TOKENS, max_size=8))
def test_any_line_is_read_alike(arguments: list[str]) -> None:
    quick = read_options(arguments)
    try:
        slow: CheckOptions | None = parse_check(arguments)
    except SystemExit:
        slow = None
    assert quick is None or quick == slow


def test_the_quick_reader_knows_every_option_but_rare_ones(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--help"])
    ours, theirs = capsys.readouterr().out.split("hadolint's options:")
    assert "--disable-ignore-pragma" in theirs
    names = set(re.findall(r"--[a-z-]+", ours.split("positional arguments")[-1]))
    unknown = {
        name
        for name in names
        if all(read_options([name, *value]) is None for value in ([], ["text"], ["auto"], ["info"], ["x"]))
    }
    assert unknown == {"--help", "--version", "--jobs"}


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("--selct x", "did you mean `--select`"),
        ("--output-formt x", "did you mean `--output-format`"),
        ("--formt x", "did you mean `--format`"),
        ("--qqq", None),
    ],
)
def test_a_misspelled_option_is_answered_with_the_nearest(
    line: str, hint: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line.split()) == 2
    error = capsys.readouterr().err
    assert hint in error if hint else "did you mean" not in error
