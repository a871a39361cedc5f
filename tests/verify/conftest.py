"""The engine that some tests need."""

from tests.measure.conftest import engine  # noqa: F401  # a fixture
