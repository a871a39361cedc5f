"""Images built from the corpus, against the engine's history, `docker export`, and dive's figures calculated apart.

A few by default; all of them with DOCKERLINT_ALL_IMAGES=1, and then each from the engine, from `docker save`, from an
OCI layout and from a registry too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from dockerlint.context import BuildContext
from dockerlint.measure.build import Builds, Request
from tests.measure.sources import compare_sources
from tests.measure.test_measure_engine import compared_with_the_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.measure.engine import Engine
    from tests.measure.conftest import Run

CASES = Path(__file__).resolve().parents[2] / "corpus" / "fixes"
FEW = ("add-archive", "chown-later", "onbuild", "removed-later-copied-archive", "unused-stage", "whitespace")
# Of each the builder; those with mounts need BuildKit.
ALL = (
    *("add-archive", "add-file", "add-json-form", "add-wildcard", "apt-recommends", "apt-removed-later", "cd-alone"),
    *("cd-relative", "chmod-later", "chown-later", "chown-later-numeric", "copy-all-first", "copy-many-to-file"),
    *("everything-python", "exec-form-shell-needed", "expose", "keyword-casing", "lock-file", "merge-runs"),
    *("merge-runs-state", "npm-cache-global", "onbuild", "pip-cache", "pipefail-stages", "relative-workdir"),
    *("removed-later-copied-archive", "removed-later-file", "root-again", "several-commands-inherited"),
    *("shell-link", "unused-stage", "useradd-high-uid", "whitespace"),
)


IS_ALL = os.environ.get("DOCKERLINT_ALL_IMAGES") == "1"


@pytest.fixture
def registry(request: pytest.FixtureRequest) -> str | None:
    return str(request.getfixturevalue("docker_registry")) if IS_ALL else None


@pytest.mark.parametrize("name", ALL if IS_ALL else FEW)
def test_an_image_of_the_corpus_is_what_the_engine_says(
    name: str,
    engine: Engine,
    registry: str | None,
    tmp_path: Path,
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    folder = CASES / name
    settings = yaml.safe_load((folder / "case.yaml").read_text(encoding="utf-8")).get("build") or {}
    path = str(folder / "Dockerfile")
    request = Request((folder / "Dockerfile").read_bytes().decode(), path, BuildContext(str(folder), path))
    request.build_args = settings.get("arguments") or {}
    request.target = settings.get("target")
    request.network = "host"
    request.builder = ("buildkit", "classic")[ALL.index(name) % 2]
    with Builds(engine, lambda *_: None) as builds:
        built = builds.build(request)
        measured = compared_with_the_engine(name, built, engine)
        # No byte is avoidable twice, and none that is wasted is avoidable too.
        assert len({id(one.file) for one in measured.avoidable}) == len(measured.avoidable)
        assert sum(one.bytes for one in measured.avoidable) <= measured.merged_bytes
        if registry is not None:
            report = compare_sources(built.image, registry, tmp_path, run)
            assert report["bytes"] == measured.bytes
    for key in ("bytes", "merged_bytes"):
        record_property(key, getattr(measured, key))
