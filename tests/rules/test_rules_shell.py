"""What the rules about shells ask: pipelines, the SHELL in force, commands as they are typed."""

from __future__ import annotations

import pytest

from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.rules.shell.common import is_typed, pipelines, shell_name, shells
from dockerlint.shell import commands
from dockerlint.syntax import parse


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a && b", []),
        ("a | b | c", [["a", "b", "c"]]),
        ("a | b && c | d", [["a", "b"], ["c", "d"]]),
        ("x $(a | b) | y", [["x", "y"], ["a", "b"]]),
        ("a |& b || c", [["a", "b"]]),
        ("(a && b) | c", [["b", "c"]]),
        ("sh -c 'a | b' | c", [["sh", "c"], ["a", "b"]]),
        ("case x in a|b) c;; esac", []),
    ],
)
def test_pipelines(body: str, expected: list[list[str]]) -> None:
    found = pipelines(commands(parse(f"FROM x\nRUN {body}\n").instructions[1]))
    assert [[command.name for command in pipeline] for pipeline in found] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("curl x", True),
        ("exec curl x", True),
        ("/usr/bin/curl x", False),
        ("sudo curl x", False),
        ("sh -c 'curl x'", False),
    ],
)
def test_is_typed(body: str, expected: bool) -> None:
    assert is_typed(commands(parse(f"FROM x\nRUN {body}\n").instructions[1])[-1], "curl") is expected


def test_shell_in_force() -> None:
    text = 'FROM a AS one\nRUN x\nSHELL ["/bin/bash", "-c"]\nONBUILD RUN x\nFROM one\nRUN x\nFROM b\nRUN x\n'
    file = Dockerfile(parse(text), "Dockerfile")
    found = [
        (node.keyword, node.start_line, bool(shell)) for stage in file.stages for node, shell in shells(stage, file)
    ]
    assert found == [("RUN", 2, False), ("ONBUILD", 4, True), ("RUN", 4, True), ("RUN", 6, True), ("RUN", 8, False)]
    assert [bool(shell) for _, shell in shells(file.stages[1], file, inherited=False)] == [False]


def test_shell_name() -> None:
    assert shell_name(("C:\\Windows\\PowerShell.exe", "-Command")) == "powershell"
    assert shell_name(("/usr/bin/bash",)) == "bash"
    assert shell_name(()) == ""
