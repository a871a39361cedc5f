"""Checking files in several processes."""

from __future__ import annotations

import marshal
import os

from dockerlint.cli.checker import OUTCOME_FIELDS, Outcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import NoReturn

    # Takes files by their places, and yields what became of each, in any order.
    Check = Callable[[Iterable[tuple[int, str]]], Iterable[tuple[int, Outcome]]]


# In a turn a process takes so many files at least; so many turns fit the pipe that they are taken from.
_FILES_IN_TURN = 8
_MOST_TURNS = 4096
_NUMBER = 4  # bytes that say which turn is next


def check_in_processes(check: Check, files: Sequence[str], jobs: int) -> list[Outcome]:
    """Check every file; the results come in the order of the files.

    Whoever is done with some files takes the next ones. Processes are forked: they begin with all that is loaded, and
    what they find comes back through pipes.
    """
    number = min(max(len(files) // _FILES_IN_TURN, jobs), _MOST_TURNS)
    turns, filling = os.pipe()
    os.write(filling, b"".join([turn.to_bytes(_NUMBER, "little") for turn in range(number)]))
    os.close(filling)
    children = []
    for _ in range(1, jobs):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _work(check, _taken(turns, files, number), writing)
        os.close(writing)
        children.append((child, reading))
    results = dict(check(_taken(turns, files, number)))
    for child, reading in children:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(child, 0)
        # What a child took that ended early nobody else takes.
        for place, values in marshal.loads(data) if status == 0 else ():  # noqa: S302  # what our own child wrote
            results[place] = _outcome(values)
    os.close(turns)
    return [results.get(place) or _lost(file) for place, file in enumerate(files)]


def _work(check: Check, files: Iterator[tuple[int, str]], writing: int) -> NoReturn:
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(marshal.dumps([(place, _values(outcome)) for place, outcome in check(files)]))
        code = 0
    finally:
        # Whatever happened, the parent's buffers and clean-up are not this process's business.
        os._exit(code)


def _taken(turns: int, files: Sequence[str], number: int) -> Iterator[tuple[int, str]]:
    """Take turns as long as there are some; no two processes get the same one. Yields their files by place."""
    while taken := os.read(turns, _NUMBER):
        for place in range(int.from_bytes(taken, "little"), len(files), number):
            yield place, files[place]


def _lost(file: str) -> Outcome:
    outcome = Outcome()
    outcome.troubles.append(f"{file}: not checked, the process that was to do it ended early")
    return outcome


def _values(outcome: Outcome) -> list[object]:
    return [getattr(outcome, name) for name in OUTCOME_FIELDS]


def _outcome(values: list[object]) -> Outcome:
    outcome = Outcome()
    for name, value in zip(OUTCOME_FIELDS, values, strict=True):
        setattr(outcome, name, value)
    return outcome
