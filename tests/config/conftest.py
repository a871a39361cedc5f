"""A folder with files in it, and what its configuration says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from dockerlint.config import ConfigError, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Project = Callable[[dict[str, str]], str]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    def write(files: dict[str, str]) -> str:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return str(tmp_path)

    return write


@pytest.fixture
def problems_of(project: Project) -> Callable[[dict[str, str]], list[str]]:
    """The problems with the configuration of `Dockerfile`, as `name:line:column: message`."""

    def problems(files: dict[str, str]) -> list[str]:
        root = project(files)
        with pytest.raises(ConfigError) as caught:
            load(os.path.join(root, "Dockerfile"))
        return [str(each).removeprefix(root + os.sep) for each in caught.value.problems]

    return problems
