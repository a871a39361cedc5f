"""Which instruction made a layer, and on which line of the Dockerfile it stands.

An image's history has one entry per instruction after FROM, in order, from both builders; only an ONBUILD line has
none from BuildKit. A stage's entries begin with those of the stage or image that it is built on. So the entries of a
known Dockerfile are the last ones: they are counted from the end and checked keyword by keyword; where that does not
hold, the keywords are aligned, and what has no counterpart stays without a line.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from dockerlint.graph.stages import Stage
    from dockerlint.syntax.instructions import Instruction

_KEYWORDS = frozenset((
    *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD"),
    *("RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
))  # fmt: skip


class Step:
    """An entry of the history in the words of a Dockerfile. `keyword` is empty where nothing tells it."""

    __slots__ = ("is_base", "is_empty", "keyword", "line", "text")

    def __init__(self, keyword: str, text: str, *, is_empty: bool) -> None:
        self.keyword = keyword
        self.text = text  # keyword and arguments, on one line
        self.is_empty = is_empty  # it made no layer
        self.line: int | None = None
        self.is_base: bool | None = None  # it came with the base image; None where the Dockerfile is not known


def read_history(history: Sequence[Mapping[str, Any]]) -> list[Step]:
    """Return the steps of a history, in order."""
    return [_step(entry) for entry in history]


def steps_of_layers(steps: Sequence[Step], number: int) -> list[Step | None]:
    """Return for each of so many layers the step that made it; None for all where the history does not fit."""
    found: list[Step | None] = [step for step in steps if not step.is_empty]
    return found if len(found) == number else [None] * number


def tie(steps: Sequence[Step], stage: Stage) -> None:
    """Give steps the lines of the instructions that they are, for the stage that was built."""
    chain = stage.bases[::-1]
    own = [instruction for each in chain for instruction in each.steps]
    first_line = chain[0].instruction.start_line
    for step in steps:
        step.line = None
        step.is_base = False
    without = [instruction for instruction in own if instruction.keyword != "ONBUILD"]
    for wanted in (own, without):
        start = len(steps) - len(wanted)
        if start >= 0 and all(
            step.keyword == instruction.keyword for step, instruction in zip(steps[start:], wanted, strict=True)
        ):
            for step, instruction in zip(steps[start:], wanted, strict=True):
                _name(step, instruction)
            _mark_base(steps[:start], first_line)
            return
    _align(steps, own, first_line)


def _align(steps: Sequence[Step], own: Sequence[Instruction], first_line: int) -> None:
    from difflib import SequenceMatcher

    # From the end, since what is too much is the base's.
    matcher = SequenceMatcher(
        None, [step.keyword for step in reversed(steps)], [one.keyword for one in reversed(own)], autojunk=False
    )
    first = len(steps)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            at = len(steps) - 1 - block.a - offset
            _name(steps[at], own[len(own) - 1 - block.b - offset])
            first = min(first, at)
    _mark_base(steps[:first], first_line)


def _name(step: Step, instruction: Instruction) -> None:
    """Give a step the line and the words of its instruction: the history of a COPY lacks its sources or options."""
    step.line = instruction.start_line
    step.text = " ".join(instruction.line.text[instruction.keyword_start :].split())


def _mark_base(steps: Sequence[Step], line: int) -> None:
    for step in steps:
        step.line = line
        step.is_base = True


def _step(entry: Mapping[str, Any]) -> Step:
    raw = entry.get("created_by")
    text = " ".join(raw.split()) if isinstance(raw, str) else ""
    empty = entry.get("empty_layer") is True
    mark = text.find("#(nop) ")
    if mark >= 0:
        text = text[mark + 7 :].strip()
        return Step(_keyword(text), text, is_empty=empty)
    keyword = _keyword(text)
    text = text.removesuffix(" # buildkit")
    if keyword not in ("", "RUN"):
        return Step(keyword, text, is_empty=empty)
    if not text:
        comment = entry.get("comment")
        return Step("", " ".join(comment.split()) if isinstance(comment, str) else "", is_empty=empty)
    command = text.removeprefix("RUN ") if keyword else text
    bare = _without_arguments(command)
    if (
        not keyword
        and bare is command
        and not command.startswith(("/bin/sh -c ", "cmd /S /C ", "powershell ", "/bin/bash "))
    ):
        # Some other tool's words (`bazel build …`, `Imported from -`); or RUN with a SHELL that nobody knows.
        return Step("RUN" if " -c " in command else "", command, is_empty=empty)
    bare = bare.removeprefix("/bin/sh -c ")
    return Step("RUN", f"RUN {bare}", is_empty=empty)


def _without_arguments(command: str) -> str:
    """Leave out `|2 A=1 B=2`, the build arguments in front of a command: their values may be secrets, and hold blanks.

    A value with blanks is not quoted, so that where the last one ends is not certain: the shell tells it.
    """
    if not command.startswith("|"):
        return command
    shell = command.find(" /bin/sh -c ")
    if shell >= 0:
        return command[shell + 1 :]
    number, _, rest = command[1:].partition(" ")
    if not number.isdecimal():
        return command
    parts = rest.split(" ")
    return " ".join(parts[int(number) :])


def _keyword(text: str) -> str:
    word = text.partition(" ")[0]
    return word if word in _KEYWORDS else ""
