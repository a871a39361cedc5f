"""Running the command, in this process and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockerlint.cli.main import main
from dockerlint.lint import api, registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Process = Callable[..., subprocess.CompletedProcess[bytes]]

ROOT = Path(__file__).resolve().parents[2]


class Result:
    """What a run printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str | bytes]], None]:
    """Writes files into an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs a command line here."""

    def run(*arguments: str) -> Result:
        capsys.readouterr()
        code = main(arguments)
        written = capsys.readouterr()
        return Result(code, written.out, written.err)

    return run


@pytest.fixture
def process() -> Process:
    """Runs a command line, or with `program` a Python text, in a process of its own."""

    def run(
        *arguments: str,
        program: str | None = None,
        environment: Mapping[str, str] | None = None,
        **options: object,
    ) -> subprocess.CompletedProcess[bytes]:
        command = ["-m", "dockerlint"] if program is None else ["-c", program]
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            [sys.executable, *command, *arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            check=False,
            timeout=60,
            **options,
        )

    return run


@pytest.fixture
def few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are no rules but three, so that a new one changes nothing here."""
    few = ("parse-error", "unknown-instruction", "untagged-base-image")
    monkeypatch.setattr(registry, "RULES", {name: registry.RULES[name] for name in few})
    # With plugins the default selection is made of what there is, not taken from a table of its own.
    monkeypatch.setattr(api, "has_plugins", lambda: True)
