"""`dockerlint optimize --verify`, from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from dockerlint.cli.main import main

if TYPE_CHECKING:
    from dockerlint.measure.engine import Engine

from tests.measure.conftest import engine  # noqa: F401  # a fixture

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "corpus" / "projects" / "go-embed"
VALIDATOR = Draft202012Validator(json.loads((ROOT / "docs/schemas/optimize.schema.json").read_text(encoding="utf-8")))
QUICK = ("--verify", "--network", "host", "--use-cache", "--rebuilds", "0")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(PROJECT, folder)
    return folder


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--smoke", "true"], "go with `--verify`"),
        (["--verify", "--rebuilds", "-1"], "takes a number"),
        (["--verify", "--timeout", "0"], "above 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    options: list[str], message: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["optimize", *options, str(project / "Dockerfile")]) == 2
    assert message in capsys.readouterr().err


def test_without_an_engine_nothing_is_verified_and_nothing_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("docker")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{project}/none.sock")
    before = (project / "Dockerfile").read_bytes()
    assert main(["optimize", "--verify", "--write", str(project / "Dockerfile")]) == 2
    assert "no engine answers" in capsys.readouterr().err
    assert (project / "Dockerfile").read_bytes() == before


def test_a_smoke_test_that_cannot_be_read_is_trouble(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".dockerlint.yaml").write_text("smoke: {comand: x}\n")
    assert main(["optimize", "--verify", str(project / "Dockerfile")]) == 2
    assert "did you mean `command`" in capsys.readouterr().err


@pytest.mark.engine
def test_what_passes_is_written_and_what_fails_is_not(
    engine: Engine,  # noqa: F811
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not engine.api.images("golang:1.19-bookworm"):
        pytest.skip("no image golang:1.19-bookworm: tests/engine/make_bases --set ci makes it")
    path = project / "Dockerfile"
    before = path.read_bytes()

    assert main(["optimize", *QUICK, "--write", "--smoke", "go version", str(path)]) == 1
    written = capsys.readouterr()
    assert "nothing is written" in written.err
    assert "failed   smoke" in written.out
    assert path.read_bytes() == before

    assert main(["optimize", *QUICK, "--write", "--json", str(path)]) == 0
    document = json.loads(capsys.readouterr().out)
    VALIDATOR.validate(document)
    assert document["verified"]["passed"]
    assert [step["name"] for step in document["verified"]["steps"] if step["result"] == "skipped"] == ["rebuild"]
    assert document["verified"]["after"]["bytes"] < document["verified"]["before"]["bytes"] / 5
    assert path.read_text() == document["text"]
