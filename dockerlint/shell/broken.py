"""Scripts that no shell accepts: how far ShellCheck's parser, which hadolint uses, gets with them."""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.vocabulary import Command

_CHAINING = ("&&", "||", "|")


def before_error(commands: list[Command]) -> list[Command]:
    """Return the commands in front of the first error; none where the error is inside another construct.

    Errors are an operator where a command has to stand (`find . -exec rm {} ; && make`) and an open parenthesis behind
    a word (`find . ( -type f )`): what is left when a backslash is missing. So is one that begins a script.
    """
    if commands and commands[0].connector in _CHAINING:
        return []
    for number, command in enumerate(commands):
        rest = commands[number + 1 :]
        if not command.words or not (_has_parenthesis(command) or _ends_in_nothing(command, rest)):
            continue
        if command.context or command.scope is not None:
            return []
        end = command.words[-1].last
        return [one for one in commands if not one.words or one.words[0].first < end]
    return commands


def _has_parenthesis(command: Command) -> bool:
    words = command.words
    return any(
        left.line is right.line and left.line.text[left.last : right.first].lstrip().startswith("(")
        for left, right in pairwise(words)
    )


def _ends_in_nothing(command: Command, rest: list[Command]) -> bool:
    last = command.words[-1]
    for other in rest:
        if other.words and other.words[0].line is last.line and other.words[0].first >= last.last:
            between = last.line.text[last.last : other.words[0].first]
            ending, _, behind = between.partition(";")
            return ending.lstrip().startswith("(") or (not ending.strip() and behind.lstrip().startswith(_CHAINING))
    return False
