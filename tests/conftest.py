"""Options of the test suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Times belong in benchmarks: no example fails for being slow. CI tries the same examples each time, so that what it
# says of a commit does not change; a developer's machine tries new ones.
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.fixture(autouse=True)
def cache_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep tests away from the user's cache, and from each other's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-corpus", action="store_true", help="rewrite corpus/expected.txt from what the check says"
    )


# A package of its own, whose tests run where it is installed: tests/lint/test_lint_plugins.py.
collect_ignore = ["plugin"]
