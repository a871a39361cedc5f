"""Gives every test with an argument `sample` the Dockerfiles of `samples/` and of the corpus, one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.compare_parsers import dockerfiles

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "syntax" / "samples"
FILES = list(dockerfiles([SAMPLES, ROOT / "corpus"]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sample" in metafunc.fixturenames:
        names = [file.relative_to(SAMPLES if SAMPLES in file.parents else ROOT).as_posix() for file in FILES]
        metafunc.parametrize("sample", FILES, ids=names)
