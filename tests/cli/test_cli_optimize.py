"""`dockerlint optimize` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Project = Callable[[Mapping[str, str]], None]

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "docs" / "schemas" / "optimize.schema.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
DOCKERFILE = """\
FROM golang:1.21-bookworm
WORKDIR /src
COPY . .
RUN go build -o app .
CMD ["./app"]
"""
FILES = {"Dockerfile": DOCKERFILE, "main.go": "package main\n", "go.mod": "module a\n"}


def document(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.out)
    VALIDATOR.validate(found)
    return found


def test_plan_and_diff_are_shown_and_nothing_is_written(
    project: Project, run: Callable[..., Any], tmp_path: Path
) -> None:
    project(FILES)
    result = run("optimize", "--only", "multi-stage")
    assert result.code == 0
    assert result.out.startswith("Dockerfile: 2 stages (go)\n")
    assert "+FROM debian:bookworm-slim\n" in result.out
    assert (tmp_path / "Dockerfile").read_text(encoding="utf-8") == DOCKERFILE


def test_write(project: Project, run: Callable[..., Any], tmp_path: Path) -> None:
    project(FILES)
    result = run("optimize", "--write", "--only", "multi-stage")
    assert (result.code, result.out.splitlines()[-1]) == (0, "Dockerfile: written")
    assert "FROM debian:bookworm-slim\n" in (tmp_path / "Dockerfile").read_text(encoding="utf-8")
    again = run("optimize", "--only", "multi-stage")
    assert "as good as it gets" in again.out


def test_json_of_a_plan(project: Project, run: Callable[..., Any]) -> None:
    project(FILES)
    found = document(run("optimize", "--json", "--only", "multi-stage"))
    assert found["refusal"] is None
    assert found["plan"]["artifacts"] == [{"path": "/src/app", "line": 4, "reason": "`go build -o` names it"}]
    assert found["plan"]["runtime_base"] == "debian:bookworm-slim"
    assert found["changes"] == []
    assert found["text"].startswith("FROM golang:1.21-bookworm AS build\n")


def test_json_of_a_refusal_has_the_text_and_the_other_changes(project: Project, run: Callable[..., Any]) -> None:
    project({"Dockerfile": 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nCMD ["curl"]\n'})
    result = run("optimize", "--json")
    found = document(result)
    assert result.code == 0
    assert found["plan"] is None
    assert found["refusal"]["reason"] == "nothing is built in the file: there is no build to part from the run"
    assert {change["kind"] for change in found["changes"]} <= {"order", "cache", "cleanup"}


def test_answers_on_the_command_line_and_in_the_configuration(project: Project, run: Callable[..., Any]) -> None:
    text = DOCKERFILE.replace('"./app"', '"/opt/other"')
    project({**FILES, "Dockerfile": text})
    assert document(run("optimize", "--json", "--only", "multi-stage"))["refusal"]["question"] is not None
    given = ("--artifact", "/opt/other", "--runtime-base", "debian:12", "--keep-package", "tini")
    found = document(run("optimize", "--json", "--only", "multi-stage", *given))
    assert found["refusal"]["reason"].startswith("nothing in the build is known to write /opt/other")
    configuration = "answers:\n  runtime-base: debian:12\n  keep-packages: tini\n"
    project({**FILES, ".dockerlint.yaml": configuration})
    assert document(run("optimize", "--json", "--only", "multi-stage"))["plan"]["runtime_base"] == "debian:12"


def test_an_empty_base(project: Project, run: Callable[..., Any]) -> None:
    project({**FILES, "Dockerfile": DOCKERFILE.replace("RUN go", "RUN CGO_ENABLED=0 go")})
    found = document(run("optimize", "--json", "--only", "multi-stage", "--base", "scratch"))
    assert found["plan"]["runtime_base"] == "scratch"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "speed"), "none of multi-stage, order, cache, cleanup"),
        (("other",), "other: "),
        (("--context", "nowhere"), "is not a folder"),
    ],
)
def test_trouble(project: Project, run: Callable[..., Any], arguments: tuple[str, ...], message: str) -> None:
    project(FILES)
    result = run("optimize", *arguments)
    assert result.code == 2
    assert message in result.err


def test_an_unknown_answer_is_trouble(project: Project, run: Callable[..., Any]) -> None:
    project({**FILES, ".dockerlint.yaml": "answers:\n  artefact: /a\n"})
    result = run("optimize")
    assert result.code == 2
    assert "`artefact`" in result.err


COMPOSE = """\
services:
  web:
    build: {context: app, dockerfile: web.Dockerfile, target: build, args: {VERSION: "1.21"}}
  same:
    build: {context: app, dockerfile: web.Dockerfile, target: build, args: {VERSION: "1.21"}}
  plain:
    image: nginx
"""
BAKE = """\
target "web" {
  context = "app"
  dockerfile = "web.Dockerfile"
  target = "build"
  args = { VERSION = "1.21" }
}
"""


@pytest.mark.parametrize(("name", "text"), [("compose.yaml", COMPOSE), ("docker-bake.hcl", BAKE)])
def test_the_builds_of_a_compose_or_bake_file(
    name: str, text: str, project: Project, run: Callable[..., Any], tmp_path: Path
) -> None:
    source = "ARG VERSION\nFROM golang:$VERSION AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nFROM scratch\n"
    project({name: text, "app/web.Dockerfile": source, "app/main.go": "package main\n", "app/go.mod": "module a\n"})
    result = run("optimize", name)
    assert result.code == 0
    assert result.out.startswith("web: app/web.Dockerfile, target build\n")
    assert result.out.count("web.Dockerfile, target build") == 1
    found = json.loads(run("optimize", "--json", name).out)
    (build,) = found["builds"]
    assert (build["name"], build["dockerfile"], build["target"]) == ("web", "app/web.Dockerfile", "build")
    VALIDATOR.validate(build["result"])
    assert run("optimize", "--write", name).code == 0
    assert (tmp_path / "app/web.Dockerfile").read_text(encoding="utf-8") == build["result"]["text"]


def test_a_file_that_is_built_in_two_ways_is_not_written(project: Project, run: Callable[..., Any]) -> None:
    text = "services:\n  a: {build: {context: ., target: x}}\n  b: {build: {context: ., target: y}}\n"
    project({"compose.yaml": text, "Dockerfile": "FROM debian:13 AS x\nFROM x AS y\nRUN make\n"})
    assert run("optimize", "compose.yaml").code == 0
    result = run("optimize", "--write", "compose.yaml")
    assert result.code == 2
    assert "built in several ways (a, b)" in result.err


def test_builds_that_cannot_be_read(project: Project, run: Callable[..., Any]) -> None:
    project({"compose.yaml": "services:\n  a: {build: gone}\n", "docker-bake.hcl": "target {"})
    missing = run("optimize", "compose.yaml")
    assert missing.code == 2
    assert "`a` is built from gone/Dockerfile" in missing.err
    broken = run("optimize", "docker-bake.hcl")
    assert broken.code == 2
    assert "docker-bake.hcl" in broken.err
