"""The commands of one RUN in their order: what is set and where one stands at each of them."""

from __future__ import annotations

from dockerlint.graph.paths import join
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.text import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall

_DECLARATIONS = ("export", "declare", "typeset", "readonly", "local")
_LONGEST_PATH = 4096


class Script:
    """Commands in order. Whatever is asked often is found out in one pass over them."""

    __slots__ = (
        "_assignments",
        "_firsts",
        "_lasts",
        "_moves",
        "_places",
        "_places",
        "_positions",
        "_reached",
        "calls",
        "commands",
        "hides_order",
    )

    def __init__(self, commands: list[Command]) -> None:
        self.commands = commands
        self.calls = package_calls(commands)
        # Where functions are, commands do not run in the order in which they stand.
        self.hides_order = any("function" in command.context for command in commands)
        self._positions = {command: index for index, command in enumerate(commands)}
        self._assignments: dict[str, list[tuple[int, str]]] = {}
        self._moves = [command for command in commands if command.name in ("cd", "pushd")]
        self._places = [self._positions[command] for command in self._moves]
        self._reached: list[str | None] = []  # where each of them leads
        self._firsts: dict[str, int] = {}
        self._lasts: dict[str, PackageCall | None] = {}
        for index, command in enumerate(commands):
            words = [] if command.words else [assignment.word for assignment in command.assignments]
            for word in words or (command.arguments if command.name in _DECLARATIONS else ()):
                name, equals, value = word.raw.partition("=")
                if equals:
                    self._assignments.setdefault(name, []).append((index, value))

    def position(self, command: Command) -> int:
        """Return the place of a command."""
        return self._positions[command]

    def assigned(self, name: str, command: Command) -> str | None:
        """Return what is last assigned to a variable, for a command or before it, as written; None if nothing."""
        words = [assignment.word.raw for assignment in command.assignments]
        if command.wrappers:
            words += [word.raw for word in command.words]  # env NAME=value
        for word in reversed(words):
            if word.startswith(f"{name}="):
                return word[len(name) + 1 :]
        position = self._positions[command]
        for index, value in reversed(self._assignments.get(name, ())):
            if index < position:
                return value
        return None

    def directory(self, command: Command, start: str | None) -> str | None:
        """Return where a command works, in a script that begins at `start`; None where that is not known."""
        if command.elsewhere:
            return None
        if len(self._moves) > len(self._reached):
            for move in self._moves:
                target = move.arguments[0].value if move.arguments else "~"
                reached = join(self._before(move, start), target) if target is not None else None
                self._reached.append(reached if reached is None or len(reached) < _LONGEST_PATH else None)
        return self._before(command, start)

    def _before(self, command: Command, start: str | None) -> str | None:
        """Return where the last `cd` in front of a command has led, of those that its subshell knows."""
        for index in range(bisect_left(self._places, self._positions[command]) - 1, -1, -1):
            if _encloses(self._moves[index], command):
                return self._reached[index]
        return start

    def first(self, question: str, holds: Callable[[Command], bool]) -> int:
        """Return the place of the first command for which something holds, behind the last for none.

        `question` names it, so that it is found out once.
        """
        known = self._firsts.get(question)
        if known is None:
            places = (index for index, command in enumerate(self.commands) if holds(command))
            known = self._firsts[question] = next(places, len(self.commands))
        return known

    def last_call(self, question: str, holds: Callable[[PackageCall], bool]) -> PackageCall | None:
        """Return the last call of a package manager for which something holds; `question` names it."""
        if question not in self._lasts:
            self._lasts[question] = next((call for call in reversed(self.calls) if holds(call)), None)
        return self._lasts[question]


def _encloses(command: Command, other: Command) -> bool:
    """Whether the shells around a command, if any, are around another one as well."""
    if command.scope is None:
        return True
    mine = command.shells
    return other.shells[: len(mine)] == mine
