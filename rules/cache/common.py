"""What the rules of this family ask about the RUN at hand: whether it matters, and where its tools cache.

Paths are those of `dockerlint.graph.paths`: `~` in front is the home directory of a user who is not known.
"""

from __future__ import annotations

from dockerlint.graph.paths import covers, join
from dockerlint.rules.cache._history import history_of
from dockerlint.rules.cache._script import Script
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.vocabulary import constant_value
from dockerlint.syntax.expansion import ExpansionError, expand
from dockerlint.syntax.instructions import Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from dockerlint.graph import Stage
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.cache._base import Base
    from dockerlint.rules.cache._history import History
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction, Mount

    Answer = TypeVar("Answer")

_FACT = "surroundings for the cache rules"
# What the name of a setting that moves a cache has in it.
_MOVES = ("cache", "store", "path")


class UnknownValue(Exception):  # noqa: N818  # a signal, not an error
    """A variable whose value the file does not tell."""


def reaches_image(file: Dockerfile, instruction: Instruction, *, thrown_away: bool = False) -> bool:
    """Whether what an instruction writes is in a layer of the image that the file builds.

    A stage from which files are only copied is thrown away, layers and all; `thrown_away` lets it count too.
    """
    stage = file.stage_of(instruction)
    return stage is not None and (thrown_away or history_of(file).is_in_image(stage))


def reaches_stage(file: Dockerfile, instruction: Instruction) -> bool:
    """Whether the image, or at least another stage, is built on what an instruction writes."""
    stage = file.stage_of(instruction)
    return stage is not None and (history_of(file).is_in_image(stage) or history_of(file).is_base(stage))


def mounted_at(surroundings: Surroundings, path: str) -> bool:
    """Whether a cache or a tmpfs is mounted at that very path."""
    return any(
        mount.type in ("cache", "tmpfs") and target.rstrip("/") == path for mount, target in surroundings.mounts()
    )


def surroundings_of(file: Dockerfile, run: Instruction) -> Surroundings:
    """Return the surroundings of a RUN that stands in a stage."""
    known = run.facts.get(_FACT)
    if not isinstance(known, Surroundings):
        known = run.facts[_FACT] = Surroundings(file, run)
    elif known.file is not file:
        known.move(file)
    # Also where the answers are known already.
    file.asked = True
    file.asked_of_place = file.asked_of_place or known.rests_on_place
    return known


class Surroundings:
    """What holds where the commands of a RUN work: variables, users, directories, mounts.

    What is found out about the commands rests on them and on answers of the file around the RUN; each is noted.
    After a change elsewhere it holds as long as the answers are the same. `rests_on_place` tells whether one of them
    may be another one elsewhere in the stage.
    """

    __slots__ = (
        "_answers",
        "_history",
        "_known",
        "_stage",
        "base",
        "file",
        "last_cleanups",
        "rests_on_place",
        "run",
        "script",
    )

    _history: History
    _stage: Stage
    base: Base
    file: Dockerfile

    def __init__(self, file: Dockerfile, run: Instruction) -> None:
        self.run = run
        self._stand(file)
        self._forget()

    def _stand(self, file: Dockerfile) -> None:
        stage = file.stage_of(self.run)
        assert stage is not None  # noqa: S101  # for the type checker: what stands before FROM runs nowhere
        self.file = file
        self._stage = stage
        self._history = history_of(file)
        self.base = self._history.base(stage)

    def _forget(self) -> None:
        self.script = Script(self.file.commands(self.run))
        self.last_cleanups: dict[tuple[str | None, ...], int] = {}  # by cache, for `_layer`
        self._known: dict[str, dict[Command, Any]] = {}
        # What the file has answered, by question: how to ask again, and what it said.
        self._answers: dict[tuple[str, ...], tuple[Callable[[], object], object]] = {}
        self.rests_on_place = False

    def release(self) -> None:
        """Forget what leads back here, so that memory is free without the garbage collector."""
        self._answers.clear()
        self._known.clear()

    def move(self, file: Dockerfile) -> None:
        """Stand in a changed file, whose RUN is the same one; what rested on another answer is forgotten."""
        settings = self.base.settings
        self._stand(file)
        is_same = self.base.settings is settings and file.commands(self.run) is self.script.commands
        if not is_same or any(ask() != answer for ask, answer in self._answers.values()):
            self._forget()

    def _asked(self, question: tuple[str, ...], ask: Callable[[], Answer]) -> Answer:
        """Return what the file answers, and note it."""
        file = self.file
        before = file.asked_of_place
        file.asked_of_place = False
        answer = ask()
        self._answers[question] = ask, answer
        self.rests_on_place = self.rests_on_place or file.asked_of_place
        file.asked_of_place = before or file.asked_of_place
        return answer

    def known(self, question: str) -> dict[Command, Any]:
        """Return what has been found out about commands of this RUN, for whoever asks a question often."""
        self.rests_on_place = self.rests_on_place or self.file.asked_of_place
        return self._known.setdefault(question, {})

    def remembered(self, question: str, command: Command, find: Callable[[], Answer]) -> Answer:
        """Return what is known of a command; it is found out when it is first asked for."""
        known = self.known(question)
        if command not in known:
            known[command] = find()
        answer: Answer = known[command]
        return answer

    def of_all(self, question: str, find: Callable[[], Answer]) -> Answer:
        """Return what is known of all the commands together; it is found out when it is first asked for."""
        commands = self.script.commands
        return self.remembered(question, commands[0], find) if commands else find()

    # Configuration

    def any_command(self, question: str, holds: Callable[[Command], bool], *, before: Command | None = None) -> bool:
        """Whether something holds for a command of an earlier RUN, or of this one, as far as one of its commands.

        `question` names it, so that each is answered once for a file.
        """
        end = len(self.script.commands) if before is None else self.script.position(before)
        return self.script.first(question, holds) < end or self._preceded(
            question, lambda step: any(map(holds, self._commands(step)))
        )

    def _preceded(self, question: str, holds: Callable[[Instruction], bool]) -> bool:
        """Whether something holds for an instruction in front of this one."""
        return self._asked(
            ("preceded", question), lambda: self._history.preceded(self._stage, self.run, question, holds)
        )

    def _commands(self, step: Instruction) -> list[Command]:
        return self.file.commands(step) if isinstance(step, Run) else []

    def _configures(self, question: str, holds: Callable[[Command], bool]) -> bool:
        """Whether something holds for a command that may configure a package manager: `any_command` for these."""
        return self.script.first(question, holds) < len(self.script.commands) or self._preceded(
            question, lambda step: any(map(holds, self._configuring(step)))
        )

    def _configuring(self, step: Instruction) -> list[Command]:
        """Return the commands of an instruction that call a package manager, or write a file by a redirect."""
        commands = self._commands(step)
        if not commands:
            return []
        known = step.facts.get("configuring")
        if not isinstance(known, list):
            known = [one for one in commands if one.redirects or package_call(one) is not None]
            step.facts["configuring"] = known
        return known

    def may_move(self, call: PackageCall) -> bool:
        """Whether the manager is configured, here or before, in a way that can move its caches."""

        def moves(command: Command) -> bool:
            words = _configuring_words(command, call)
            return any(part in word.text.lower() for word in words for part in _MOVES)

        return self._configures(f"moves caches of {call.name}", moves)

    def may_switch_off(self, call: PackageCall) -> bool:
        """Whether configuration may switch the manager's caches off: a command, or a file from elsewhere."""
        files = call.manager.get("configuration_files", ())

        def copies(step: Instruction) -> bool:
            names = [word.value.rstrip("/").rpartition("/")[2] for word in step.words] if isinstance(step, Copy) else []
            return any(name in files for name in names)

        def switches(command: Command) -> bool:
            if any(redirect.target.text.rpartition("/")[2] in files for redirect in command.redirects):
                return True
            return any("no-cache" in word.text for word in _configuring_words(command, call))

        return self._configures(f"switches caches of {call.name} off", switches) or self._preceded(
            f"copies configuration of {call.name}", copies
        )

    # Variables

    def variable(self, name: str, command: Command) -> str:
        """Return a variable's value as a command sees it, "" where nothing sets it. Raises UnknownValue."""
        value = self.script.assigned(name, command)
        if value is None:
            value = self._asked(("value", name), lambda: self._history.value(self._stage, self.run, name))
        else:
            value = constant_value(value)
        if value is None:
            raise UnknownValue
        return value or (self.base.settings or {}).get("environment", {}).get(name, "")

    # Users and their homes

    @property
    def user(self) -> str | None:
        """The user in force, by name or number; None where that is not known."""
        return self._asked(("user",), self._user)

    def _user(self) -> str | None:
        user = self._history.user(self._stage, self.run)
        if user is not None:
            return self.file.graph.expand(user, user.user)
        return "root" if self.base.settings is not None else None

    def home(self, command: Command, *, from_passwd: bool = False) -> str | None:
        """Return the home directory of a command's user; None where it is not known.

        With `from_passwd` as /etc/passwd tells it, whatever HOME says.
        """
        if command.as_other_user:
            return None
        return self._home_of(self.user) if from_passwd else self._home_of_shell(command)

    def _home_of_shell(self, command: Command) -> str | None:
        try:
            return self.variable("HOME", command).rstrip("/") or self._home_of(self.user)
        except UnknownValue:
            return None

    def _home_of(self, user: str | None) -> str | None:
        if user in ("root", "0"):
            return "/root"
        if not user:
            return None
        command = self._asked(("account", user), lambda: self._history.account(self._stage, self.run, user))
        if command is not None:
            home = command.option_value("-d", "-h", "--home", "--home-dir")
            if home is not None:
                return home.value
            # Accounts of the system get homes that differ from one distribution to the other.
            plain = command.name in ("useradd", "adduser") and not command.has("-r", "-S", "-H", "--system")
            return f"/home/{user}" if plain and not user.isdigit() else None
        return (self.base.settings or {}).get("homes", {}).get(user)

    # Places

    def path(self, text: str, command: Command) -> str | None:
        """Return the path that a word of the shell names; None where that is not known."""
        if "$(" in text or "`" in text:
            return None

        def lookup(name: str) -> str:
            value = "~" if name == "HOME" else self.variable(name, command)
            if not value:
                raise UnknownValue
            return value

        try:
            expanded = expand(text, lookup)
        except (ExpansionError, UnknownValue):
            return None
        directory = None
        if not expanded.startswith(("/", "~")):
            # It costs a look at all that came before.
            directory = self.script.directory(command, self._directory())
        path = join(directory, expanded)
        # The shell replaces `~` before sudo changes the user.
        home = self._home_of_shell(command) if path and path[0] == "~" else None
        return home + path[1:] if path and home else path

    def _directory(self) -> str | None:
        """Return where the RUN begins to work."""
        return self._asked(("directory",), lambda: self.file.graph.working_directory(self.run))

    def _expanded(self, text: str) -> str | None:
        return self._asked(("expand", text), lambda: self.file.graph.expand(self.run, text))

    def mounts(self) -> Iterator[tuple[Mount, str]]:
        """Yield each mount with the path of its target; left out are targets that are not known."""
        for mount in self.run.mounts if isinstance(self.run, Run) else ():
            target = self._expanded(mount.target) if mount.target else None
            if target:
                directory = None if target[0] == "/" else self._directory()
                path = join(directory, target)
                if path is not None:
                    yield mount, self._linked(path)

    def _linked(self, path: str) -> str:
        """Return where a path leads through the links of the base image."""
        for link, place in (self.base.settings or {}).get("links", {}).items():
            if covers(link, path):
                return place + path[len(link) :]
        return path

    def names(self, path: str) -> bool:
        """Whether a command, here or before, or a variable names a path."""
        in_command = self.any_command(f"names {path}", lambda command: any(path in word.text for word in command.words))
        return in_command or self._asked(("mentions", path), lambda: self._history.mentions(path))

    def cache_directory(self, call: PackageCall, cache: Cache) -> str | None:
        """Return where a call caches; None where that is not known."""
        command = call.command
        for option in cache.get("options", ()):
            given = command.option_value(option)
            if given is not None:
                return self.path(given.raw.removeprefix("="), command)
        try:
            path = self._first_path(call, cache)
        except UnknownValue:
            return None
        path = self._linked(path) if path is not None else None
        for option in call.manager.get("root_options", ()):
            given = command.option_value(option)
            if given is not None:
                root = self.path(given.raw, command)
                return root.rstrip("/") + path if root and path else None
        return path

    def _first_path(self, call: PackageCall, cache: Cache) -> str | None:
        for template in cache["paths"]:
            if template.startswith("$"):
                name, slash, rest = template[1:].partition("/")
                # GOPATH may be a list.
                value = self.variable(name, call.command).partition(":")[0]
                if value:
                    return self.path(value + slash + rest, call.command)
            elif template.startswith("~"):
                home = self.home(call.command, from_passwd=call.manager.get("home_from_passwd", False))
                if home == "/root":
                    home = cache.get("root_home", home)
                return template if home is None else home + template[1:]
            else:
                return template
        return None


def _configuring_words(command: Command, call: PackageCall) -> list[ShellWord]:
    """Return the words behind the verb where a command configures the manager of a call."""
    other = package_call(command)
    if other is None or other.name != call.name or not other.does(call.manager.get("configure", ())):
        return []
    return other.words[1:]
