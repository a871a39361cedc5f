"""The commands of an instruction whose text another one has, too: copied instead of read."""

from __future__ import annotations

from dockerlint.shell.vocabulary import Assignment, Command, Redirect, ShellWord
from dockerlint.syntax.text import LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction


def copied(commands: list[Command], origin: Instruction, twin: Instruction) -> list[Command]:
    """Return the commands of `origin` as those of an instruction with the very same text."""
    lines: dict[int, LogicalLine] = {id(origin.line): twin.line}
    distance = twin.start - origin.start
    words: dict[int, ShellWord] = {}

    def word_of(word: ShellWord) -> ShellWord:
        new = words.get(id(word))
        if new is None:
            old = word.line
            line = lines.get(id(old))
            if line is None:
                line = lines[id(old)] = LogicalLine(old.text, old.logical, [place + distance for place in old.file])
            new = words[id(word)] = ShellWord(line, word.first, word.last, word._value)  # noqa: SLF001
        return new

    found: dict[int, Command] = {}
    for command in commands:
        new = found[id(command)] = Command([], command.connector, command.context, command.scope)
        own = new.words = [word_of(word) for word in command.words]
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
        new.package = (package[0], package[1], [word_of(word) for word in package[2]]) if package else package
        new.assignments = [Assignment(one.name, one.value, word_of(one.word)) for one in command.assignments]
        new.redirects = [_redirect(one, word_of(one.target), origin, twin) for one in command.redirects]
    return list(found.values())


def _redirect(redirect: Redirect, target: ShellWord, origin: Instruction, twin: Instruction) -> Redirect:
    new = Redirect(redirect.operator, redirect.descriptor, target)
    if redirect.heredoc is not None:
        new.heredoc = twin.heredocs[origin.heredocs.index(redirect.heredoc)]
    return new
