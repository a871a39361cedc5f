"""Real pre-commit runs the hooks of a clone of this repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PRE_COMMIT = shutil.which("pre-commit", path=f"{os.path.dirname(sys.executable)}:{os.environ.get('PATH', '')}")
pytestmark = pytest.mark.skipif(PRE_COMMIT is None, reason="pre-commit is not installed")

TAGGED = (
    *("Dockerfile", "Containerfile", "Dockerfile.dev", "dev.Dockerfile", "Containerfile.prod", "prod.Containerfile"),
    *("deep/er/Dockerfile", "with blank/Dockerfile"),
)
MISSED = ("dockerfile", "dev.dockerfile", "Dockerfile-dev", "Dockerfile_dev", "app.containerfile")
OTHERS = ("Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.py", "Dockerfile.j2")
FILE = "FROM debian:latest\nRUN apt-get update && apt-get install curl && echo $X\n"
# Found by name or id in everything that a hook prints.
FINDING = "latest-base-image"


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this tree's files, cloned as on Windows: a symbolic link is a text file with its target."""
    folder = tmp_path_factory.mktemp("hooks")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, names.decode().split("\0")):
        source, target = ROOT / name, folder / name
        if not source.is_symlink() and not source.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            target.write_text(os.readlink(source), encoding="utf-8")
        else:
            shutil.copyfile(source, target)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit installs: once for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*TAGGED, *MISSED, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(FILE, encoding="utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    return tmp_path


def run(project: Path, hooks: Path, home: Path, hook: dict[str, object]) -> subprocess.CompletedProcess[str]:
    configuration = {"repos": [{"repo": str(hooks), "rev": "HEAD", "hooks": [hook]}]}
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True
    ).stdout
    configuration["repos"][0]["rev"] = revision.strip()
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump(configuration), encoding="utf-8")
    git(project, "add", "-A")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHONPATH"))}
    environment |= {"PRE_COMMIT_HOME": str(home), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run(
        [str(PRE_COMMIT), "run", "--all-files", "--color=never"],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def flagged(output: str) -> set[str]:
    return {line.split(":")[0] for line in output.splitlines() if FINDING in line}


def test_checking(project: Path, hooks: Path, home: Path) -> None:
    done = run(project, hooks, home, {"id": "dockerlint"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert flagged(done.stdout) == set(TAGGED)
    assert re.search(r"^Dockerfile:1:\d+: warning latest-base-image \(DL3007\) ", done.stdout, re.MULTILINE)


def test_with_shellcheck(project: Path, hooks: Path, home: Path) -> None:
    done = run(project, hooks, home, {"id": "dockerlint-shellcheck"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "shellcheck:SC2086" in done.stdout


def test_fixing(project: Path, hooks: Path, home: Path) -> None:
    args = ["--select", "apt-assume-yes-missing"]
    done = run(project, hooks, home, {"id": "dockerlint-fix", "args": args})
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout, done.stdout + done.stderr
    for name in TAGGED:
        assert "apt-get install -y curl" in (project / name).read_text(encoding="utf-8")
    for name in (*MISSED, *OTHERS):
        assert (project / name).read_text(encoding="utf-8") == FILE
    assert run(project, hooks, home, {"id": "dockerlint-fix", "args": args}).returncode == 0


def test_the_pattern_for_names_that_the_type_misses(project: Path, hooks: Path, home: Path) -> None:
    page = (ROOT / "docs/pre-commit.md").read_text(encoding="utf-8")
    (hook,) = yaml.safe_load(page.split("```yaml\n")[2].split("```")[0])
    done = run(project, hooks, home, hook)
    assert flagged(done.stdout) == {*TAGGED, *MISSED}
