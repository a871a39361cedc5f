"""`dockerlint graph` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    Project = Callable[[Mapping[str, str]], None]

DOCKERFILE = "ARG V=1\nFROM a:$V AS one\nCOPY src.txt d.json /x/\nRUN make\nFROM b AS two\nCOPY --from=one /x /y\n"


def test_the_default_is_text_of_the_dockerfile_here(project: Project, run: Callable[..., Any]) -> None:
    project({"Dockerfile": DOCKERFILE})
    result = run("graph")
    assert result.code == 0
    assert result.out.startswith("Dockerfile: 2 stages, target two\n\none from image a:1\n")
    assert result.err == ""


@pytest.mark.parametrize(
    ("name", "start"),
    [("json", "{"), ("dot", "digraph"), ("mermaid", "flowchart"), ("svg", "<svg"), ("text", "Dockerfile:")],
)
def test_formats(project: Project, run: Callable[..., Any], name: str, start: str) -> None:
    project({"Dockerfile": DOCKERFILE})
    result = run("graph", "Dockerfile", "--output-format", name, "--changed", "src.txt")
    assert result.code == 0
    assert result.out.startswith(start)


def test_output_file(project: Project, run: Callable[..., Any], tmp_path: Path) -> None:
    project({"Dockerfile": DOCKERFILE})
    result = run("graph", "--output-format", "svg", "--output-file", "out.svg")
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").startswith("<svg")


def test_changes(project: Project, run: Callable[..., Any]) -> None:
    project({"Dockerfile": DOCKERFILE, ".dockerignore": "*.md\n", "d.json/x": ""})
    document = json.loads(run("graph", "--output-format", "json", "--changed", "src.txt", "--changed", "b").out)
    assert [one["line"] for one in document["invalidated"]] == [3, 4, 6]
    # The context tells that `d.json` is a directory.
    assert document["stages"][0]["instructions"][0]["flow"]["writes"] == ["/x/src.txt", "/x"]
    result = run("graph", "--changed", "a.md")
    assert "Everything comes from the cache." in result.out
    assert "ignore file excludes it" in result.err
    result = run("graph", "--changed-arg", "V")
    assert "!" in result.out
    result = run("graph", "--changed-arg", "W")
    assert "no ARG declares `W`" in result.err


def test_options_of_the_build(project: Project, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    project({"Dockerfile": DOCKERFILE, "elsewhere/d.json/x": ""})
    monkeypatch.setenv("V", "3")
    assert "a:2" in run("graph", "--build-arg", "V=2").out
    assert "a:3" in run("graph", "--build-arg", "V").out
    assert "target one" in run("graph", "--target", "ONE").out
    for context, expected in (("elsewhere", "/x"), ("none", "/x/d.json")):
        result = run("graph", "--output-format", "json", "--context", context)
        flow = json.loads(result.out)["stages"][0]["instructions"][0]["flow"]
        assert expected in flow["writes"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "nothing: "),
        (["."], ".: "),
        (["--target", "nobody"], "no stage is called `nobody`"),
        (["--context", "nowhere"], "`nowhere` is not a folder"),
        (["--build-arg", "=1"], "names no build argument"),
        (["--output-file", "no/such/folder"], "no/such/folder: "),
        (["--output-format", "png"], "png"),
        (["--colour"], "unknown option"),
    ],
)
def test_trouble(project: Project, run: Callable[..., Any], arguments: list[str], message: str) -> None:
    project({"Dockerfile": DOCKERFILE})
    result = run("graph", *arguments)
    assert result.code == 2
    assert message in result.err
    assert "Traceback" not in result.err


def test_standard_input(process: Callable[..., Any]) -> None:
    result = process("graph", "-", input=b"FROM a\nCOPY \xff b\n")
    assert result.returncode == 0
    assert result.stdout.startswith(b"standard input: 1 stage")
    result = process("graph", "-", "--output-format", "json", input=b"FROM a\nCOPY \xff b\n")
    assert json.loads(result.stdout)["stages"][0]["instructions"][0]["keyword"] == "COPY"
