"""Hostile input: the shapes of tests/benchmarks/growth.py, small enough for every run."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest

SPECIFICATION = importlib.util.spec_from_file_location("growth", Path(__file__).parents[1] / "benchmarks" / "growth.py")
assert SPECIFICATION is not None
assert SPECIFICATION.loader is not None
growth: Any = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(growth)

SIZE = 50_000
# About ten times what the slowest takes; with time in the square of the size all would take minutes.
SECONDS = 2.0


@pytest.mark.parametrize("shape", growth.SHAPES)
@pytest.mark.parametrize("what", ["words", "expand"])
def test_hostile_text_ends_soon(shape: str, what: str) -> None:
    text = growth.SHAPES[shape](SIZE)
    begin = time.process_time()
    growth.CALLABLES[what](text)
    assert time.process_time() - begin < SECONDS
