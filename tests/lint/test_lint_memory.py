"""Checks leave nothing behind that waits for the garbage collector: a run over many files works without it."""

from __future__ import annotations

import gc
from pathlib import Path

from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.lint.engine import Linter
from dockerlint.lint.registry import select
from dockerlint.syntax import parse

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def test_a_file_that_is_released_is_free() -> None:
    sources = [path.read_bytes() for path in sorted(CORPUS.rglob("Dockerfile*"))[:60]]
    linter = Linter(select(["ALL"]))

    def check_all() -> None:
        for source in sources:
            file = Dockerfile(parse(source), "Dockerfile")
            linter.check(file)
            file.release()

    check_all()  # what is loaded stays
    gc.collect()
    gc.disable()
    try:
        check_all()
        assert gc.collect() == 0
    finally:
        gc.enable()
