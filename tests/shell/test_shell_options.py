"""Which of a shell's options are in force where; the shell itself says whether we are right."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.lint.api import dockerfile
from dockerlint.shell.options import options_of
from dockerlint.shell.reader import read
from dockerlint.shell.shells import Shell, shebang_of, shell_of
from dockerlint.syntax.text import LogicalLine


def errexit(text: str, name: str, option: str = "errexit") -> bool | None:
    """Return an option at the command of a name in the first RUN of a file."""
    file = dockerfile(text, "Dockerfile")
    run = next(node for node in file.tree.instructions if node.keyword == "RUN")
    found = file.shell_options(run)
    assert set(found) == set(file.commands(run))
    return next(getattr(options, option) for command, options in found.items() if command.name == name)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a", False),
        ("set -ex && a", True),
        ("set -o errexit; a", True),
        ("set -e; set +e; a", False),
        ("set -euo pipefail; a", True),
        ("set -- -e; a", False),
        ("(set -e; b); a", False),
        ("(set -e; b); (a)", False),
        ("(set -e; a)", True),
        ("set -e; (a)", True),
        ("set -e; f() { a; }; f", True),
        ("f() { a; }; set -e; f", True),
        ("f() { set -e; }; f; a", True),
        ("f() { set -e; }; a", False),
        ("f() { set -e; b; }; f; (a)", True),
        ("set -e; f() ( set +e; a ); f", False),
        ("x || set -e; a", None),
        ("if x; then set -e; fi; a", None),
        ("set -e; if x; then set -e; fi; a", True),
        ("set -e | x; a", False),
        ("sh -ec 'a'", True),
        ("sh -c 'set -e; b' && a", False),
        ("set -e; sh -c 'a'", False),
        ("sudo bash -euo pipefail -c 'a'", True),
        ("set -e; x $(a)", True),
        ("set -e; x `a`", True),
    ],
)
def test_errexit(script: str, expected: bool | None) -> None:
    assert errexit(f"FROM x\nRUN {script}\n", "a") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FROM x\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a\n', (True, True)),
        ('FROM x\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a\n', (False, True)),
        ('FROM x\nSHELL ["/bin/bash", "-e", "-c"]\nRUN x $(a)\n', (False, False)),
        ('FROM x\nSHELL ["/bin/bash", "-e", "--posix", "-c"]\nRUN x $(a)\n', (True, False)),
        ('FROM x\nSHELL ["/bin/bash", "-e", "-c"]\nRUN shopt -s inherit_errexit; x $(a)\n', (True, False)),
        ('FROM x\nSHELL ["/bin/bash", "-e", "-c"]\nRUN x <(a)\n', (True, False)),
        ("FROM x\nRUN <<EOF\n#!/bin/bash -e\na\nEOF\n", (True, False)),
        ("FROM x\nRUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF\n", (True, False)),
        ("FROM x\nRUN <<EOF\nset -eo pipefail\na\nEOF\n", (True, True)),
        ("FROM x\nRUN bash -eo pipefail <<EOF\na\nEOF\n", (True, True)),
        ('FROM x\nSHELL ["/bin/sh", "-e", "-c"]\nRUN <<EOF\na\nEOF\n', (True, False)),
        ('FROM x AS b\nSHELL ["/bin/sh", "-e", "-c"]\nFROM b\nRUN a\n', (True, False)),
        ('FROM x\nSHELL ["/bin/sh", "-e", "-c"]\nRUN ["bash", "-o", "pipefail", "-c", "a"]\n', (False, True)),
    ],
)
def test_where_options_come_from(text: str, expected: tuple[bool, bool]) -> None:
    assert (errexit(text, "a"), errexit(text, "a", "pipefail")) == expected


PIECES = st.sampled_from(
    [
        "set -e",
        "set +e",
        "set -x",
        "set -o pipefail",
        "set +o pipefail",
        "true",
        "(",
        ")",
        "f() {",
        "}",
        "f",
        "x=$(",
        ")",
    ]
)
BASH = shutil.which("bash")


@pytest.mark.skipif(BASH is None, reason="no bash")
@settings(max_examples=60)
@given(st.lists(PIECES, max_size=9))
def test_the_shell_agrees(pieces: list[str]) -> None:
    """`tell` writes the options of the place where it stands; nothing but builtins and functions runs."""
    closers: list[str] = []
    lines = []
    for piece in pieces:
        if piece in (")", "}"):
            if not closers or closers[-1] != piece:
                continue
            closers.pop()
        elif piece in ("(", "x=$("):
            closers.append(")")
        elif piece == "f() {":
            if "}" in closers:
                continue
            closers.append("}")
        lines.append(piece)
        if piece not in ("(", "x=$(", "f() {"):
            lines.append(f"tell {len(lines)}")
        else:
            lines.append(f"tell {len(lines)}")
    script = "\n".join([*lines, *reversed(closers)])
    head = 'f() { :; }\ntell() { echo "$1 $- $SHELLOPTS" >&3; }\n'
    done = subprocess.run(
        [BASH or "bash", "-c", f"exec 3>&1 >/dev/null 2>&1\n{head}{script}"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = options_of(read(LogicalLine(script, [0], [0]), 0, len(script)), Shell("bash"))
    ours = {command.arguments[0].text: options for command, options in found.items() if command.name == "tell"}
    told = set()
    for line in done.stdout.splitlines():
        number, letters, names = line.split()
        if number in told:
            continue  # a function that is called again may find other options
        told.add(number)
        options = ours[number]
        assert (options.errexit, options.pipefail) == ("e" in letters, "pipefail" in names), (script, number)


@pytest.mark.parametrize(
    ("words", "kind", "options"),
    [
        (["/bin/bash", "-c"], "bash", ("-c",)),
        (["C:\\Windows\\System32\\CMD.EXE", "/S"], "cmd", ("/S",)),
        (["pwsh", "-Command"], "powershell", ("-Command",)),
        (["/busybox/busybox", "sh", "-e"], "ash", ("-e",)),
        (["conda", "run", "-n", "x", "/bin/bash", "-lc"], "bash", ("-lc",)),
        (["/usr/bin/python3", "-c"], "unknown", ("-c",)),
        ([], "unknown", ()),
    ],
)
def test_shells_by_their_words(words: list[str], kind: str, options: tuple[str, ...]) -> None:
    shell = shell_of(words)
    assert (shell.kind, shell.options) == (kind, options)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#!/bin/bash -e\n", "bash"),
        ("#! /usr/bin/env -S A=1 dash\n", "dash"),
        ("#!/usr/bin/python3 /bin/sh\n", "unknown"),
        ("#!\n", "unknown"),
        ("a\n#!/bin/sh\n", None),
    ],
)
def test_shebangs(text: str, kind: str | None) -> None:
    shell = shebang_of(text)
    assert (shell.kind if shell is not None else None) == kind
