"""How far a parser gets with scripts that no shell accepts."""

from __future__ import annotations

import pytest

from dockerlint.lint.api import dockerfile
from dockerlint.shell.broken import before_error

CASES = {
    "sudo a && b": [["sudo", "a"], ["b"]],
    "a && find / -exec rm {} ; && b": [["a"], ["find", "/", "-exec", "rm", "{}"]],
    "a && find / -exec rm {} \\; && b": [["a"], ["find", "/", "-exec", "rm", "{}", "\\;"], ["rm", "{}"], ["b"]],
    "a && find / ( -name x ) -delete && b": [["a"], ["find", "/", "-delete"]],
    "a; ( b ); c": [["a"], ["b"], ["c"]],
    "if a; then find / -exec rm {} ; && b; fi": [],
    "&& a | sudo b": [],
    "a $(find / -exec rm {} ; && b)": [],
}


@pytest.mark.parametrize("script", CASES)
def test_before_error(script: str) -> None:
    file = dockerfile(f"FROM debian:13\nRUN {script}\n", "Dockerfile")
    read = before_error(file.commands(file.tree.instructions[1]))
    assert [[word.raw for word in command.words] for command in read] == CASES[script]
