"""The image of dockerlint itself: its Dockerfile has nothing to improve, builds, and checks files."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.engine.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.images import Engine

OWN = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "dockerlint", "rules", "fixers")


def test_the_build_context_is_what_the_ignore_file_lets_through() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in lines if line.startswith("!")} == set(OWN)


@pytest.mark.parametrize(
    ("command", "told"), [("check", "No findings in 1 file."), ("optimize", "Dockerfile: nothing to change")]
)
def test_there_is_nothing_to_improve(command: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", command, "Dockerfile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert told in done.stdout


@pytest.fixture(scope="module")
def image(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from scripts.images import Recipe

    context = tmp_path_factory.mktemp("context")
    for name in OWN:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, context / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, context)
    # The frontend would come from a registry; the base is the stand-in.
    text = (ROOT / "Dockerfile").read_bytes().removeprefix(b"# syntax=docker/dockerfile:1\n")
    built = engine.build(text, Recipe(context, {"PYTHON": "3.11-slim"}))
    yield built.image
    engine.remove({built.image})


def test_the_image_checks_a_folder(image: str) -> None:
    import docker

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as files:
        files.add(ROOT / "corpus", arcname="corpus")
    client = docker.from_env()
    container = client.containers.create(
        image, ["check", "--output-format", "concise", "corpus"], network_disabled=True
    )
    try:
        assert container.attrs["Config"]["User"] == "65532:65532"
        container.put_archive("/work", archive.getvalue())
        container.start()
        # The corpus holds bad examples.
        assert container.wait(timeout=300)["StatusCode"] == 1
        said = container.logs(stdout=True, stderr=False).decode()
    finally:
        container.remove(force=True)
        client.close()
    assert "corpus/" in said
    assert "shellcheck:SC" in said


def test_the_image_holds_no_installer(engine: Engine, image: str) -> None:
    own = [path for path in map(str, engine.files(image)) if path.lstrip("/").startswith("opt/dockerlint/")]
    assert any(path.endswith("/bin/dockerlint") for path in own)
    assert not [path for path in own if "/site-packages/pip/" in path]
