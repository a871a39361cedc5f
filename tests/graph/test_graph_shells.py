"""The shell in force: SHELL, base image, stages and ONBUILD."""

from __future__ import annotations

import pytest

from dockerlint.lint.api import dockerfile


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("FROM debian:13\nRUN a\n", ["dash"]),
        ("FROM alpine:3.24\nRUN a\n", ["ash"]),
        ("FROM fedora:43\nRUN a\n", ["bash"]),
        ("FROM example/unknown\nRUN a\n", ["sh"]),
        ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a\n", ["cmd"]),
        ("FROM python:3.13-windowsservercore\nRUN a\n", ["cmd"]),
        ("# escape=`\nFROM example/unknown\nRUN a\n", ["cmd"]),
        ("# escape=`\nFROM debian:13\nRUN a\n", ["dash"]),
        (
            'FROM x\nRUN a\nSHELL ["bash", "-c"]\nRUN a\nSHELL ["powershell", "-Command"]\nRUN a\n',
            ["sh", "bash", "powershell"],
        ),
        ('FROM x AS b\nSHELL ["bash", "-c"]\nRUN a\nFROM y\nRUN a\nFROM b\nRUN a\n', ["bash", "sh", "bash"]),
        ('FROM x\nONBUILD SHELL ["zsh", "-c"]\nRUN a\nONBUILD RUN a\n', ["sh", "zsh"]),
        ('FROM x\nONBUILD RUN a\nSHELL ["ksh", "-c"]\n', ["ksh"]),
        ('FROM x AS b\nONBUILD SHELL ["zsh", "-c"]\nFROM b\nRUN a\n', ["zsh"]),
        ("FROM x\nSHELL bash -c\nRUN a\n", ["sh"]),
    ],
)
def test_the_shell_in_force(text: str, kinds: list[str]) -> None:
    file = dockerfile(text, "Dockerfile")
    runs = [node for outer in file.tree.instructions if (node := outer.inner or outer).keyword == "RUN"]
    assert [file.graph.shell(run).kind for run in runs] == kinds
    for run, kind in zip(runs, kinds, strict=True):
        is_posix = kind not in ("cmd", "powershell")
        assert file.graph.is_posix(run) == file.graph.shell(run).is_posix == is_posix
        assert bool(file.commands(run)) == is_posix


def test_the_exec_form_needs_no_shell() -> None:
    file = dockerfile('FROM x\nSHELL ["powershell", "-Command"]\nRUN ["curl", "x"]\n', "Dockerfile")
    assert [command.name for command in file.commands(file.tree.instructions[2])] == ["curl"]


def test_many_shells_take_linear_time() -> None:
    text = "FROM x\n" + 'SHELL ["sh", "-c"]\nONBUILD SHELL ["sh", "-c"]\nRUN a\nONBUILD RUN a\n' * 10_000
    file = dockerfile(text, "Dockerfile")
    assert all(file.graph.shell(node.inner or node).kind == "sh" for node in file.tree.instructions[1:])
