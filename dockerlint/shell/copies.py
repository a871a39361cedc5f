"""The commands of an instruction whose text another one has, too: copied instead of read."""

from __future__ import annotations

from dockerlint.shell.vocabulary import Assignment, Command, Redirect, ShellWord
from dockerlint.syntax.text import LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction


def copied(commands: list[Command], origin: Instruction, twin: Instruction) -> list[Command]:
    """Return the commands of `origin` as those of an instruction with the very same text."""
    words = _Words(origin, twin)
    found: dict[int, Command] = {}
    for command in commands:
        new = found[id(command)] = Command([], command.connector, command.context, command.scope)
        own = new.words = [words.of(word) for word in command.words]
        # The name is one of the words, and all behind it are the arguments.
        name = len(own) - len(command.arguments) - 1
        new.arguments = own[name + 1 :]
        new.name_word = own[name] if own else None
        new.name = command.name
        new.follower = command.follower
        new.negated = command.negated
        new.wrappers = command.wrappers
        new.elsewhere = command.elsewhere
        new.runner = None if command.runner is None else found[id(command.runner)]
        package = command.package
        new.package = (package[0], package[1], [words.of(word) for word in package[2]]) if package else package
        if command.assignments:
            new.assignments = [Assignment(one.name, one.value, words.of(one.word)) for one in command.assignments]
        if command.redirects:
            new.redirects = [_redirect(one, words.of(one.target), origin, twin) for one in command.redirects]
    return list(found.values())


class _Words:
    """The words of one instruction as those of another one: each once, so that they are the same where they were."""

    __slots__ = ("_distance", "_lines", "_words")

    def __init__(self, origin: Instruction, twin: Instruction) -> None:
        self._lines: dict[int, LogicalLine] = {id(origin.line): twin.line}
        self._distance = twin.start - origin.start
        self._words: dict[int, ShellWord] = {}

    def of(self, word: ShellWord) -> ShellWord:
        """Return the copy of a word."""
        new = self._words.get(id(word))
        if new is None:
            old = word.line
            line = self._lines.get(id(old))
            if line is None:
                places = [place + self._distance for place in old.file]
                line = self._lines[id(old)] = LogicalLine(old.text, old.logical, places)
            new = self._words[id(word)] = ShellWord(line, word.first, word.last, word._value)  # noqa: SLF001
        return new


def _redirect(redirect: Redirect, target: ShellWord, origin: Instruction, twin: Instruction) -> Redirect:
    new = Redirect(redirect.operator, redirect.descriptor, target)
    if redirect.heredoc is not None:
        new.heredoc = twin.heredocs[origin.heredocs.index(redirect.heredoc)]
    return new
