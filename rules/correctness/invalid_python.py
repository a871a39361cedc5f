from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._embedded import EmbeddedRule, root_image, steps_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.correctness._embedded import Flaw
    from dockerlint.shell.embedded import Embedded
    from dockerlint.syntax.instructions import Instruction

# Tools that bring a Python of their own.
_OTHER_PYTHONS = ("conda", "mamba", "pyenv", "pixi", "asdf", "mise ", "uv ", "rye ", "deadsnakes", "altinstall")


class InvalidPython(EmbeddedRule):
    r"""A Python program in the Dockerfile that Python does not take.

    ## What it flags
    Syntax errors in here-documents that are fed to Python (`RUN python3 <<EOF`), that begin with its name
    (`#!/usr/bin/env python3`), or that become files named `*.py`, and in the argument of `python -c`, in shell form and
    in exec form. The program is checked as Python gets it: what the shell does to quotes, escapes and tabs is done
    first.

    The version is that of the base image (`python:3.7`) or of the command (`python3.11`); where neither is known, only
    what no version takes is flagged. Programs for Python 2, and errors that may be those of a variable in the text, are
    left alone.

    ## Why it is bad
    The build stops there; in CMD, ENTRYPOINT, HEALTHCHECK and in files, the container fails when it runs.

    ## What to do
    Mend the place that the finding points at. In double quotes the shell keeps `\n` as it is: put programs of several
    lines into a here-document with a quoted delimiter, `RUN python3 <<"EOF"`.

    ## Sources
    - https://docs.python.org/3/reference/grammar.html
    - https://docs.docker.com/reference/dockerfile/#here-documents
    """

    name = "invalid-python"
    language = "python"
    title = "Python"
    on = tuple(
        f"{keyword} {what}"
        for keyword in ("ADD", "COPY", "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")
        for what in ("<<", "~python")
    )
    examples = Examples(
        bad=(
            Example("FROM python:3.14-slim\nRUN python3 <<EOF\nfor x in (1, 2:\n    print(x)\nEOF\n", lines=(3,)),
            Example('FROM python:3.14-slim\nRUN python -c "import os;\\nprint(os.name)"\n', lines=(2,)),
            Example('FROM python:3.7-slim\nCMD ["python", "-c", "print(y := 1)"]\n', lines=(2,)),
            Example("FROM debian:13-slim\nRUN <<EOF\n#!/usr/bin/env python3\nprint 'hello'\nEOF\n", lines=(4,)),
        ),
        good=(
            'FROM python:3.14-slim\nRUN python3 <<"EOF"\nfor x in (1, 2):\n    print(x)\nEOF\n',
            "FROM python:3.14-slim\nRUN python -c \"import os; print(os.environ['HOME'], $COUNT)\"\n",
            'FROM python:3.8-slim\nCMD ["python", "-c", "print(y := 1)"]\n',
            "FROM debian:7\nRUN <<EOF\n#!/usr/bin/python\nprint 'hello'\nEOF\n",
        ),
    )

    def may_hold(self, node: Instruction) -> bool:
        return bool(node.heredocs) or "python" in node.line.text

    def flaw(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        from dockerlint.rules.correctness._python import Program

        target = _Target(body, node, file)
        if target.is_two:
            return None
        return Program(text, target.minor, may_be_two=target.may_be_two, is_argument=body.is_argument).flaw()


class _Target:
    """The Python that reads a program."""

    __slots__ = ("is_two", "may_be_two", "minor")

    def __init__(self, body: Embedded, node: Instruction, file: Dockerfile) -> None:
        folder, _, name = body.interpreter.rpartition("/")
        version = name.removeprefix("python").rstrip("t")
        self.is_two = False
        self.may_be_two = False
        self.minor: int | None = None  # of Python 3; None where it is not known
        if "." in version:
            self.minor = _minor(version)
            return
        image = root_image(node, file)
        releases = [release for release in image.releases if release.product == "python"] if image else []
        is_python = image is not None and (image.name == "python" or bool(releases))
        cycle = releases[0].cycle if releases else ""
        if is_python and (cycle or (image.version if image else "")).startswith("2"):
            self.is_two = not version
            return
        self.may_be_two = not version and not is_python
        if cycle and folder in ("", "/usr/local/bin") and not _brings_another(node, file):
            self.minor = _minor(cycle)


def _minor(version: str) -> int | None:
    major, _, rest = version.partition(".")
    minor = rest.partition(".")[0]
    return int(minor) if major == "3" and minor.isdigit() and len(minor) < 4 else None


def _brings_another(node: Instruction, file: Dockerfile) -> bool:
    for step in (node, *steps_before(node, file)):
        text = step.source[step.start : step.end]
        if any(tool in text for tool in _OTHER_PYTHONS):
            return True
    return False
