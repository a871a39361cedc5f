"""Checking files in several processes."""

from __future__ import annotations

import marshal
import os

from dockerlint.cli.checker import OUTCOME_FIELDS, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn


def check_in_processes(
    check: Callable[[Sequence[str]], Iterable[Outcome]], files: Sequence[str], jobs: int
) -> list[Outcome]:
    """Check every file, each process every `jobs`-th one; the results come in the order of the files.

    Processes are forked: they begin with all that is loaded, and what they find comes back through pipes.
    """
    results = [Outcome() for _ in files]
    children = []
    for number in range(1, jobs):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _work(check, files[number::jobs], writing)
        os.close(writing)
        children.append((number, child, reading))
    results[::jobs] = check(files[::jobs])
    for number, child, reading in children:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(child, 0)
        if status == 0:
            values = marshal.loads(data)  # noqa: S302  # what our own child wrote
            results[number::jobs] = [_outcome(each) for each in values]
            continue
        for file, outcome in zip(files[number::jobs], results[number::jobs], strict=True):
            outcome.troubles.append(f"{file}: not checked, the process that was to do it ended early")
    return results


def _work(check: Callable[[Sequence[str]], Iterable[Outcome]], files: Sequence[str], writing: int) -> NoReturn:
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps([_values(outcome) for outcome in check(files)]))
        code = 0
    finally:
        # Whatever happened, the parent's buffers and clean-up are not this process's business.
        os._exit(code)


def _values(outcome: Outcome) -> list[object]:
    return [getattr(outcome, name) for name in OUTCOME_FIELDS]


def _outcome(values: list[object]) -> Outcome:
    outcome = Outcome()
    for name, value in zip(OUTCOME_FIELDS, values, strict=True):
        setattr(outcome, name, value)
    return outcome
