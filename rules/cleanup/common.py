"""What the rules of this family ask: which files the layers in front of a RUN hold, and what its commands do to them.

Paths are those of `dockerlint.graph.paths`.
"""

from __future__ import annotations

from dockerlint.graph.actions import Effects
from dockerlint.graph.effects import run as follow
from dockerlint.graph.paths import SYSTEM, covers
from dockerlint.rules.cache.common import Surroundings, UnknownValue
from dockerlint.syntax.expansion import ExpansionError, expand
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# They make directories, links and accounts, or change what is there: no bytes to speak of.
_WEIGHTLESS = frozenset(
    "addgroup adduser chgrp chmod chown groupadd ln mkdir mkfifo mknod rmdir setcap setfacl touch truncate useradd "
    "usermod".split()
)


class Trace:
    """A file or directory that an instruction has written and left in its layer; `command` is None for COPY and ADD."""

    __slots__ = ("command", "instruction", "path")

    def __init__(self, path: str, instruction: Instruction, command: Command | None) -> None:
        self.path = path
        self.instruction = instruction
        self.command = command

    def __repr__(self) -> str:
        return f"<Trace {self.path} line {self.instruction.start_line} {self.command}>"


def earlier_traces(file: Dockerfile, instruction: Instruction) -> Iterator[Trace]:
    for step in Surroundings(file, instruction).earlier():
        yield from traces(file, step)


def traces(file: Dockerfile, instruction: Instruction) -> list[Trace]:
    """Return what COPY, ADD or RUN leaves in its layer, as far as it is known."""
    known = instruction.facts.get("traces")
    if known is None:
        known = instruction.facts["traces"] = _find_traces(file, instruction)
    return known  # type: ignore[return-value]


def _find_traces(file: Dockerfile, instruction: Instruction) -> list[Trace]:
    if instruction.in_onbuild:
        return []
    flow = file.graph.flow(instruction)
    if isinstance(instruction, (Copy, Add)):
        return [Trace(path, instruction, None) for path in flow.writes]
    if instruction.keyword != "RUN":
        return []
    surroundings = Surroundings(file, instruction)
    found = []
    for command in surroundings.commands:
        if command.name not in _WEIGHTLESS:
            for path in effects(surroundings, command).writes:
                if path in flow.writes and path not in SYSTEM and path != "/":
                    found.append(Trace(path, instruction, command))
    return found


def effects(surroundings: Surroundings, command: Command) -> Effects:
    """Return what one command does to files."""

    def lookup(name: str) -> str:
        value = surroundings.variable(name, command)
        if not value:
            raise UnknownValue
        return value

    def text(raw: str) -> str | None:
        if "$(" in raw or "`" in raw:
            return None
        try:
            return expand(raw, lookup)
        except (ExpansionError, UnknownValue):
            return None

    found = Effects(surroundings.path(".", command), text, surroundings.home(command))
    follow(found, command)
    for redirect in command.redirects:
        if redirect.writes and not redirect.target.raw.startswith("/dev/"):
            found.write(redirect.target)
    return found
