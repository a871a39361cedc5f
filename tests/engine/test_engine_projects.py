"""The sample projects build as they are written, and do what their smoke tests say: one of each ecosystem.

`python scripts/projects.py` builds all of `corpus/projects`; these are the ones that CI has time for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.syntax import parse
from tests.engine.conftest import unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.measure.engine import Engine

pytest.importorskip("docker")

from scripts.projects import OK, PROJECTS, names_of_projects, prepared, smoke_of, tried

PROJECTS_OF_CI = [
    "c-make",
    "go-service",
    "go-version",  # a repository that is made for it
    "java-javac",
    "node-api",
    "php-composer",
    "python-slim",
    "ruby-native",
    "rust-config",
]


@pytest.fixture(scope="module")
def measuring() -> Iterator[Engine]:
    from dockerlint.measure.engine import connect
    from dockerlint.measure.errors import EngineError

    try:
        found = connect()
    except EngineError as error:
        unavailable(str(error))
    yield found
    found.close()


@pytest.mark.parametrize("name", names_of_projects())
def test_every_project_says_how_it_is_tried(name: str) -> None:
    smoke = smoke_of(PROJECTS / name)
    assert not smoke.is_empty
    assert smoke.edit is not None
    assert (PROJECTS / name / smoke.edit).is_file()


def test_there_are_at_least_three_projects_of_each_ecosystem() -> None:
    names = names_of_projects()
    assert len(names) >= 40
    for ecosystem in ("c", "go", "java", "node", "php", "python", "ruby", "rust"):
        assert len([name for name in names if name.startswith(f"{ecosystem}-")]) >= 3, ecosystem


def test_a_project_that_needs_a_repository_gets_one_of_its_own() -> None:
    with prepared("go-version") as folder:
        assert (folder / ".git").is_dir()
        assert not (folder / "prepare.sh").exists()
    assert not folder.exists()


@pytest.mark.engine
@pytest.mark.parametrize("name", PROJECTS_OF_CI)
def test_a_project_builds_as_written_and_works(name: str, measuring: Engine) -> None:
    text = parse((PROJECTS / name / "Dockerfile").read_bytes()).text
    base = next(line.split()[1] for line in text.splitlines() if line.startswith("FROM "))
    if not measuring.api.images(base):
        unavailable(f"no image {base}: tests/engine/make_bases --only {base} makes it")
    row = tried(name, measuring)
    assert row.outcome == OK, (row.log[-3000:], row.outputs)
