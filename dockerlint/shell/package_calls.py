"""Commands that are calls of a package manager: which one, and what it is told to do."""

from __future__ import annotations

from dockerlint.knowledge.package_managers import BY_COMMAND, BY_MODULE, MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.knowledge.package_managers import Manager
    from dockerlint.shell.vocabulary import Command, ShellWord

_PYTHONS = ("python", "pypy")
_PYTHON_VALUED = ("-m", "-W", "-X")
_OPTIONAL = ("-", "!")  # what a verb begins with that is an option, given or not given
_INFORMATIVE = ("-h", "-v", "-V", "--help", "--version")


class PackageCall:
    """A call of a package manager, also as `python -m pip` or `corepack yarn`.

    `name` is its key in the knowledge table, `words` the arguments that are no options: verbs first, then
    what they are about.
    """

    __slots__ = ("command", "manager", "name", "words")

    def __init__(self, command: Command, name: str, manager: Manager, words: list[ShellWord]) -> None:
        self.command = command
        self.name = name
        self.manager = manager
        self.words = words

    def does(self, verbs: Iterable[str]) -> bool:
        """Whether it does one of the things the table names: `install`, `cache clean --all`, `-S !-c`, `""`, `*`."""
        first = self.verb
        # Asked so often that a generator would show, and a call for each of the plain verbs.
        for verb in verbs:
            is_plain = verb not in (first, "*") and " " not in verb and verb[:1] not in _OPTIONAL
            if not is_plain and self._is(verb, first):
                return True
        return False

    def has_role(self, role: str) -> bool:
        """Whether it does what the table's key says, `install` or `remove`; `clean` is to empty one of its caches."""
        if role == "clean":
            return any(self.does(cache.get("cleaned_by", ())) for cache in self.manager["caches"])
        return self.does(self.manager.get(role, ()))  # type: ignore[arg-type]  # a key whose value is a list of verbs

    def _is(self, verb: str, first: str) -> bool:
        if verb in (first, "*"):
            return verb != "" or not self.command.has(*_INFORMATIVE)
        if " " not in verb and not verb.startswith(_OPTIONAL):
            return False
        plain = _plain(verb)
        if plain != ["*"] and [word.text for word in self.words[: len(plain)]] != plain:
            return False
        for part in verb.split():
            if (part[0] == "-" and not self.command.has(part)) or (part[0] == "!" and self.command.has(part[1:])):
                return False
        return True

    def about(self, verbs: Iterable[str]) -> list[ShellWord]:
        """Return what follows the verb that it does: the packages, also where the verb is an option (`pacman -S`)."""
        first = self.verb
        return next((self.words[len(_plain(verb)) :] for verb in verbs if self._is(verb, first)), [])

    @property
    def verb(self) -> str:
        """The first word that is no option: `install`; "" where there is none."""
        return self.words[0].text if self.words else ""

    @property
    def span(self) -> tuple[int, int]:
        """Where the program's name and its verb stand in the file."""
        name = self.command.name_word
        start, end = name.span if name else self.command.span
        return start, max(end, self.words[0].end if self.words else end)

    def __repr__(self) -> str:
        return f"<PackageCall {self.name} {' '.join(word.raw for word in self.words)!r}>"


def manager_of(command: Command) -> str:
    """Return the key of the package manager that a command calls; "" for another command."""
    found = command.package
    if found is None:
        found = command.package = _read(command)
    return found[0] if found else ""


def package_call(command: Command) -> PackageCall | None:
    """Return what a command asks of a package manager; None for a command that is no package manager."""
    # Rules ask again and again. What is kept is no PackageCall, which would lead back to the command: without cycles
    # memory is freed as soon as a file is done.
    found = command.package
    if found is None:
        found = command.package = _read(command)
    return PackageCall(command, *found) if found else None


def _read(command: Command) -> tuple[str, Manager, list[ShellWord]] | tuple[()]:
    program = unversioned(command.name)
    valued: tuple[str, ...] = ()
    name = BY_COMMAND.get(program)
    if name is None and program in _PYTHONS:
        name = BY_MODULE.get(_module(command))
        valued = _PYTHON_VALUED
    own = 0  # words in front of the verb
    if name is None and program == "corepack":
        # `corepack yarn@4 install`
        name = BY_COMMAND.get(command.subcommand().partition("@")[0])
        own = 1
    if name is None:
        return ()
    manager = MANAGERS[name]
    return name, manager, command.positionals((*manager.get("valued_options", ()), *valued))[own:]


def package_calls(commands: Iterable[Command]) -> list[PackageCall]:
    """Return the calls of package managers among commands."""
    return [call for call in map(package_call, commands) if call is not None]


def unversioned(name: str) -> str:
    """Return a program's name without the version behind it: `pip` for `pip3.12` and `pip-3.6`."""
    return name.rstrip("0123456789.").removesuffix("-") if name[-1:].isdigit() else name


def _plain(verb: str) -> list[str]:
    """Return the words of a verb that are no options."""
    return [part for part in verb.split() if part[0] not in "-!"]


def _module(command: Command) -> str:
    """Return the module of `python -m module`, or ""."""
    skip = False
    for index, word in enumerate(command.arguments):
        text = word.text
        if skip:
            skip = False
        elif text == "-m":
            return command.arguments[index + 1].text if index + 1 < len(command.arguments) else ""
        elif not text.startswith("-") or text == "-c":
            return ""
        else:
            skip = text in _PYTHON_VALUED
    return ""
