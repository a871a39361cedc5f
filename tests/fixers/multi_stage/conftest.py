"""Plans for texts with a context in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockerlint.context import MemoryContext
from dockerlint.fixers.multi_stage.convert import plan_for
from dockerlint.fixers.multi_stage.plan import Answers, NoPlan, Plan
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@pytest.fixture
def plan() -> Callable[..., Plan]:
    """A function that plans a text; without files nothing is known of the context."""

    def planned(text: str, files: Mapping[str, str] | None = None, **answers: object) -> Plan:
        context = None if files is None else MemoryContext(files)
        file = Dockerfile(parse(text), "Dockerfile", context=context)
        return plan_for(file, Answers(**answers))  # type: ignore[arg-type]

    return planned


@pytest.fixture
def refusal(plan: Callable[..., Plan]) -> Callable[..., NoPlan]:
    """A function that expects a refusal and returns it."""

    def refused(text: str, files: Mapping[str, str] | None = None, **answers: object) -> NoPlan:
        with pytest.raises(NoPlan) as caught:
            plan(text, files, **answers)
        return caught.value

    return refused
