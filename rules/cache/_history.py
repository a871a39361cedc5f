"""What came before: questions about earlier instructions, each answered for all RUNs of a file in one pass."""

from __future__ import annotations

from dockerlint.rules.cache._base import Base
from dockerlint.syntax.instructions import Run, User
from dockerlint.syntax.text import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.graph import Definition, Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

    Values = tuple[list[int], list[str | None]]

_FACT = "history for the cache rules"
_ACCOUNTS = ("useradd", "adduser", "usermod", "userdel", "deluser")


def history_of(file: Dockerfile) -> History:
    """Return the history of a file that has stages."""
    return file.overall(_history_of)


def _history_of(file: Dockerfile) -> History:
    facts = file.stages[0].instruction.facts
    known = facts.get(_FACT)
    if not isinstance(known, History):
        known = facts[_FACT] = History(file)
    return known


class History:
    """Answers about what comes before an instruction, in its stage and in those that it is built on.

    The file is told where an answer rests on the place in the stage (`asked_of_place`): where there is such a thing.
    """

    __slots__ = ("_accounts", "_bases", "_definitions", "_file", "_firsts", "_images", "_layers", "_users", "_values")

    def __init__(self, file: Dockerfile) -> None:
        self._file = file
        self._firsts: dict[str, list[int | None]] = {}
        self._definitions: dict[str, list[Definition]] | None = None
        self._values: dict[str, list[Values]] = {}
        self._accounts: list[list[tuple[int, Command]]] | None = None
        self._bases = {stage.base for stage in file.stages}
        self._images: list[Base] = []  # by stage
        self._users: list[list[User]] = []  # by stage
        self._layers = set(file.graph.shipped)  # the stages whose layers are in the image
        for stage in file.stages:
            base = stage.base
            self._images.append(Base(stage) if base is None else self._images[base.index])
            users = [one for one in stage.steps if isinstance(one, User)]
            # Of what is inherited the last one counts.
            self._users.append([*(self._users[base.index][-1:] if base is not None else ()), *users])

    def is_in_image(self, stage: Stage) -> bool:
        """Whether the image is that stage or built on it."""
        return stage in self._layers

    def is_base(self, stage: Stage) -> bool:
        """Whether another stage is built on that one."""
        return stage in self._bases

    def base(self, stage: Stage) -> Base:
        """Return the external image at the bottom."""
        return self._images[stage.index]

    def user(self, stage: Stage, instruction: Instruction) -> User | None:
        """Return the USER in force; None where the base image decides."""
        for user in reversed(self._users[stage.index]):
            self._file.asked_of_place = True
            if user.index < instruction.index:
                return user
        return None

    def account(self, stage: Stage, instruction: Instruction, user: str) -> Command | None:
        """Return the command that last made, changed or deleted the account of a user."""
        if self._accounts is None:
            self._accounts = self._file.overall(_accounts)
        for index, command in reversed(self._accounts[stage.index]):
            self._file.asked_of_place = True
            if index < instruction.index and any(word.text == user for word in command.arguments):
                return command
        return None

    def value(self, stage: Stage, instruction: Instruction, name: str) -> str | None:
        """Return the value of an ARG or ENV where an instruction begins; "" where none is set, None if not known."""
        if self._definitions is None:
            self._definitions = self._file.overall(_definitions)
        if name not in self._definitions:
            return ""
        values = self._values.get(name)
        if values is None:
            definitions = self._definitions[name]
            values = self._values[name] = self._file.overall(lambda file: _values_of(definitions, file.stages))
        places, contents = values[stage.index]
        if not places:
            return ""
        self._file.asked_of_place = True
        position = bisect_left(places, instruction.index)
        return contents[position - 1] if position else ""

    def mentions(self, path: str) -> bool:
        """Whether the value of an ARG or ENV of the file names a path."""
        return self._file.overall(lambda file: _mentions(path, file))

    def preceded(
        self, stage: Stage, instruction: Instruction, question: str, holds: Callable[[Instruction], bool]
    ) -> bool:
        """Whether something holds for an instruction in front of another one; `question` names it."""
        firsts = self._firsts.get(question)
        if firsts is None:
            firsts = self._firsts[question] = self._file.overall(lambda file: _firsts_of(file.stages, holds))
        first = firsts[stage.index]
        if first is None or first < 0:
            return first is not None
        self._file.asked_of_place = True
        return first < instruction.index


def _accounts(file: Dockerfile) -> list[list[tuple[int, Command]]]:
    """Return the commands that make, change or delete accounts in each stage and in those that it is built on."""
    found: list[list[tuple[int, Command]]] = []
    for stage in file.stages:
        inherited = found[stage.base.index] if stage.base is not None else []
        own = [
            (step.index, command)
            for step in stage.steps
            if isinstance(step, Run)
            for command in file.commands(step)
            if command.name in _ACCOUNTS
        ]
        found.append([*inherited, *own] if own else inherited)
    return found


def _definitions(file: Dockerfile) -> dict[str, list[Definition]]:
    """Return the definitions of a file by the name of the variable."""
    found: dict[str, list[Definition]] = {}
    for definition in file.graph.definitions:
        found.setdefault(definition.name, []).append(definition)
    return found


def _values_of(definitions: list[Definition], stages: list[Stage]) -> list[Values]:
    """Return where in each stage a variable gets which values; what is inherited stands at the front."""
    own: list[Values] = [([], []) for _ in stages]
    for definition in definitions:
        if definition.stage is not None and not definition.trigger:
            places, contents = own[definition.stage.index]
            places.append(definition.instruction.index)
            contents.append(definition.value)
    for stage in stages:
        if stage.base is not None:
            inherited = own[stage.base.index][1][-1:]
            places, contents = own[stage.index]
            places[:0] = [-1] * len(inherited)
            contents[:0] = inherited
    return own


def _mentions(path: str, file: Dockerfile) -> bool:
    return any(path in (definition.value or "") for definition in file.graph.definitions)


def _firsts_of(stages: list[Stage], holds: Callable[[Instruction], bool]) -> list[int | None]:
    """Return the place of the first instruction for which something holds, by stage; -1 in what it is built on."""
    firsts: list[int | None] = []
    for stage in stages:
        if stage.base is not None and firsts[stage.base.index] is not None:
            firsts.append(-1)
        else:
            firsts.append(next((step.index for step in stage.steps if holds(step)), None))
    return firsts
