"""A client that is not written in Python talks to the server: Microsoft's protocol library, in Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ENVIRONMENT

CLIENT = Path(__file__).parent / "node"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client with the packages that it needs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("needs node and npm")
    folder = tmp_path_factory.mktemp("client")
    for path in CLIENT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail(done.stderr)
        pytest.skip("the packages of the client cannot be had")
    return folder / "client.mjs"


def test_a_client_in_javascript(client: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        ["node", str(client), str(tmp_path), sys.executable, "-m", "dockerlint", "server", "--shellcheck", "off"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["server"] == "dockerlint"
    # UTF-16: the emoji is two units.
    assert ["apt-recommends-installed", 1, 33] in told["opened"]
    assert told["href"].startswith("https://")
    assert "--no-install-recommends" in told["fixed"]
    assert any("hadolint" in title for title in told["ignores"])
    assert "apt-recommends-installed" not in told["edited"]
    assert "apt-lists-left-behind" in told["edited"]
    assert "maintainer-instruction" in told["hover"]
    assert "rm -rf /var/lib/apt/lists/*" in told["all"]
    assert "MAINTAINER" not in told["all"]
    assert told["reloaded"] == ["maintainer-instruction"]
    assert told["messages"] == []
    assert told["code"] == 0
