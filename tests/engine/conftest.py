"""A Docker engine with the stand-ins for base images: tests that need one are skipped where there is none.

Where DOCKERLINT_REQUIRE_ENGINE is 1 they fail instead, so that a CI that means to run them cannot forget to.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.images import Engine

ROOT = Path(__file__).resolve().parents[2]
BASES = ROOT / "tests" / "engine" / "bases"


def unavailable(reason: str) -> NoReturn:
    if os.environ.get("DOCKERLINT_REQUIRE_ENGINE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def names_of_ci() -> list[str]:
    """Return the images of make_bases' set `ci`."""
    texts = [path.read_text(encoding="utf-8") for path in BASES.glob("*.Dockerfile")]
    heads = [dict(re.findall(r"^# (image|set): (.*)$", text, re.MULTILINE)) for text in texts]
    return [
        "debian:bookworm-slim",
        *(head["image"].split()[0] for head in heads if "ci" in head.get("set", "").split()),
    ]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine that answers and has the base images of the set `ci`."""
    try:
        from scripts.images import Engine, Trouble
    except ImportError as error:
        unavailable(f"the Docker SDK for Python is not installed: {error}")
    try:
        found = Engine()
    except Trouble as trouble:
        unavailable(str(trouble))
    try:
        missing = [name for name in names_of_ci() if not found.has(name)]
        if missing:
            unavailable(f"no image {', '.join(missing)}: tests/engine/make_bases --set ci makes it")
        yield found
    finally:
        found.close()
