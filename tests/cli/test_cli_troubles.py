"""One wording for what goes wrong, whatever the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.cli.checker import OptionError, UnreadableError
from dockerlint.cli.main import main
from dockerlint.cli.troubles import explained
from dockerlint.measure.errors import BuildError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (OptionError("an option"), ["an option"]),
        (BuildError("Dockerfile:3: fails"), ["Dockerfile:3: fails"]),
        (UnreadableError("larger than 16 MiB"), ["it: larger than 16 MiB"]),
        (PermissionError(13, "Permission denied"), ["it: permission denied"]),
        (FileNotFoundError(2, "No such file or directory", "other"), ["other: no such file or directory"]),
        (BrokenPipeError(32, "Broken pipe"), None),
        (KeyError("a defect"), None),
    ],
)
def test_an_error_is_explained_or_a_defect(error: Exception, lines: list[str] | None) -> None:
    assert explained(error, "it") == lines


@pytest.mark.parametrize("command", ["check", "fix", "graph", "optimize", "measure"])
def test_every_command_says_the_same_of_a_file_that_is_not_there(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").symlink_to("nowhere")
    arguments = {"measure": [".", "--file", "Dockerfile"]}.get(command, ["Dockerfile"])
    assert main([command, *arguments]) == 2
    assert capsys.readouterr().err == "error: Dockerfile: no such file or directory\n"


@pytest.mark.parametrize("command", ["check", "fix", "optimize", "measure"])
def test_every_command_says_the_same_of_a_wrong_configuration(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    (tmp_path / ".dockerlint.yaml").write_text("selekt: []\n")
    assert main([command, "Dockerfile"]) == 2
    assert capsys.readouterr().err.startswith("error: .dockerlint.yaml:1:1: ")
