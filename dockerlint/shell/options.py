"""Which of a shell's options are in force at each command: errexit (`-e`), pipefail and xtrace (`-x`)."""

from __future__ import annotations

from dockerlint.shell.shells import Shell
from dockerlint.shell.vocabulary import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.shell.vocabulary import Scope

_LETTERS = {"e": "errexit", "x": "xtrace"}
_NAMES = ("errexit", "pipefail", "xtrace", "posix")


class ShellOptions:
    """The options that count at a command: True, False, or None where only the run can tell.

    `errexit` says that the option is on; in a condition, behind `!` and in front of `&&` and `||` the shell passes
    over a failure all the same.
    """

    __slots__ = ("errexit", "inherit_errexit", "pipefail", "posix", "xtrace")

    def __init__(self, other: ShellOptions | None = None) -> None:
        self.errexit: bool | None = other.errexit if other is not None else False
        self.pipefail: bool | None = other.pipefail if other is not None else False
        self.xtrace: bool | None = other.xtrace if other is not None else False
        # Whether a command substitution has the errexit of its shell: bash clears it there.
        self.posix: bool | None = other.posix if other is not None else True
        self.inherit_errexit: bool | None = other.inherit_errexit if other is not None else False

    @classmethod
    def of_shell(cls, shell: Shell) -> ShellOptions:
        """Return what a shell begins with."""
        options = cls()
        options.posix = shell.kind != "bash" or shell.program.rpartition("/")[2] == "sh"
        options._read(shell.options, is_start=True)
        return options

    def _read(self, words: Sequence[str], *, is_start: bool = False, certain: bool = True) -> None:
        """Follow the words of `set`, or those that a shell is started with."""
        position = 0
        while position < len(words):
            word = words[position]
            position += 1
            if word[:1] not in ("-", "+") or word in ("-", "--"):
                return
            on = word[0] == "-"
            if word[1:2] == "-":
                self._put(word[2:], on, certain=certain)  # bash --posix
                position += word in ("--rcfile", "--init-file")
                continue
            for letter in word[1:]:
                if letter == "o" or (letter == "O" and is_start):
                    name = words[position] if position < len(words) else ""
                    position += 1
                    self._put(name, on, certain=certain)
                elif letter in _LETTERS:
                    self._put(_LETTERS[letter], on, certain=certain)

    def _put(self, name: str, on: bool, *, certain: bool) -> None:
        if name in _NAMES or name == "inherit_errexit":
            known = getattr(self, name)
            setattr(self, name, on if certain or known is on else None)

    def follow(self, command: Command) -> None:
        """Do what a command does to the options of its shell."""
        name = command.name
        if name not in ("set", "shopt") or command.connector == "|" or command.follower == "|":
            return  # each part of a pipeline is a shell of its own
        certain = command.connector != "||" and "branch" not in command.context and "loop" not in command.context
        words = [word.text for word in command.arguments]
        if name == "set":
            self._read(words, certain=certain)
        elif words[:1] in (["-s"], ["-u"]):
            for word in words[1:]:
                if word == "inherit_errexit":
                    self._put(word, words[0] == "-s", certain=certain)

    def inside(self, scope: Scope) -> ShellOptions:
        """Return what a scope begins with."""
        if scope.kind == "script":
            return self.of_shell(scope.shell or Shell("sh"))
        options = ShellOptions(self)
        if scope.kind == "substitution" and not self.posix and not self.inherit_errexit:
            options.errexit = False
        return options

    def __repr__(self) -> str:
        return f"ShellOptions(errexit={self.errexit}, pipefail={self.pipefail}, xtrace={self.xtrace})"


def options_of(commands: Sequence[Command], shell: Shell) -> dict[Command, ShellOptions]:
    """Return the options in force where each command of a script begins, whose own shell is given.

    Subshells begin with those of the shell around them and keep their changes to themselves; a function has those of
    its first call, and what it sets holds behind that call. One that is never called has those of its definition.
    """
    found: dict[Command, ShellOptions] = {}
    bodies = _bodies(commands)
    functions: dict[str, Scope] = {}
    begun: set[Scope] = set()
    # What is open: what is left of a scope, its options, the functions in it with those of their definition.
    levels: list[tuple[Iterator[Command | Scope], ShellOptions, list[tuple[Scope, ShellOptions]]]] = [
        (iter(bodies[None]), ShellOptions.of_shell(shell), [])
    ]
    while levels:
        rest, options, defined = levels[-1]
        one = next(rest, None)
        if one is None:
            levels.pop()
            never_called = [(scope, before) for scope, before in defined if scope not in begun]
            begun.update(scope for scope, _ in never_called)
            levels += [(iter(bodies[scope]), before, []) for scope, before in never_called]
        elif isinstance(one, Command):
            found[one] = ShellOptions(options)
            options.follow(one)
            called = functions.get(one.name)
            if called is not None and called not in begun:
                begun.add(called)
                levels.append((iter(bodies[called]), options, []))
        elif one.kind == "function":
            functions[one.name] = one
            defined.append((one, ShellOptions(options)))
        else:
            levels.append((iter(bodies[one]), options.inside(one), []))
    return found


def _bodies(commands: Iterable[Command]) -> dict[Scope | None, list[Command | Scope]]:
    """Return what stands directly in each scope: commands, and further scopes in front of their first command."""
    bodies: dict[Scope | None, list[Command | Scope]] = {None: []}
    for command in commands:
        missing = []
        scope = command.scope
        while scope not in bodies:
            assert scope is not None  # noqa: S101  # for the type checker: None is among them from the start
            missing.append(scope)
            bodies[scope] = []
            scope = scope.outer
        for each in reversed(missing):
            bodies[each.outer].append(each)
        bodies[command.scope].append(command)
    return bodies
