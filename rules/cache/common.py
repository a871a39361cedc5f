"""What the rules of this family ask of a RUN: where its tools cache, and what of that stays in the layer.

Paths are those of `dockerlint.graph.paths`; `~` in front of one is the home directory of a user that is not known.
"""

from __future__ import annotations

from dockerlint.graph.paths import covers, has_wildcard, join, matches, parent
from dockerlint.knowledge.package_managers import BASE_IMAGES
from dockerlint.knowledge.reference import parse_reference
from dockerlint.shell.package_calls import PackageCall, package_call
from dockerlint.shell.vocabulary import constant_value
from dockerlint.syntax.expansion import ExpansionError, expand
from dockerlint.syntax.instructions import Copy, Run, User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.knowledge.package_managers import BaseImage, Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

_SHELLS = ("sh", "bash", "ash", "dash", "source", ".")
_DECLARATIONS = ("export", "declare", "typeset", "readonly", "local")
# They change the user, and with him the home directory.
_USER_CHANGES = ("sudo", "gosu", "su-exec", "chroot", "setpriv", "runuser")


class UnknownValue(Exception):  # noqa: N818  # a signal, not an error
    """A variable whose value the file does not tell."""


def reaches_image(file: Dockerfile, instruction: Instruction) -> bool:
    """Whether what an instruction writes is in the layers of the image that the file builds.

    What stands in a stage from which files are only copied is thrown away with it.
    """
    stage = file.graph.stage_of(instruction)
    return stage in _chain(file.graph.target)


def reaches_stage(file: Dockerfile, instruction: Instruction) -> bool:
    """Whether another stage is built on what an instruction writes, or the image is."""
    stage = file.graph.stage_of(instruction)
    return reaches_image(file, instruction) or any(other.base is stage is not None for other in file.stages)


def _chain(stage: Stage | None) -> list[Stage]:
    """Return a stage and those it is built on, nearest first."""
    chain = []
    while stage is not None:
        chain.append(stage)
        stage = stage.base
    return chain


class Surroundings:
    """What holds where the commands of one RUN work: variables, home directory, mounts, and the commands beside."""

    __slots__ = ("_environment", "commands", "file", "run", "stages")

    def __init__(self, file: Dockerfile, run: Run) -> None:
        self.file = file
        self.run = run
        self.commands = file.commands(run)
        self.stages = _chain(file.graph.stage_of(run))  # its own, and those it is built on
        self._environment = file.graph.environment(run)

    def calls(self) -> Iterator[PackageCall]:
        """Yield the calls of package managers."""
        for command in self.commands:
            call = package_call(command)
            if call is not None:
                yield call

    # Variables and paths

    def variable(self, name: str, command: Command) -> str:
        """Return the value of a variable as a command sees it; "" where nothing sets it. Raises UnknownValue."""
        value = self._assigned(name, command)
        if value is None:
            value = self._environment.get(name, "")
        elif "$" in value or "`" in value:
            value = constant_value(value)
        if value is None:
            raise UnknownValue
        return value or self._base_variable(name)

    def _assigned(self, name: str, command: Command) -> str | None:
        """Return what the RUN itself last assigns to a variable before or for a command, as written."""
        commands = self.commands
        index = commands.index(command)
        for other in (command, *reversed(commands[:index])):
            words = []
            if other is command or not other.words:
                words = [assignment.word.raw for assignment in other.assignments]
            if other is command and other.wrappers:
                words += [word.text for word in other.words]
            elif other.name in _DECLARATIONS:
                words += [word.raw for word in other.arguments]
            for word in reversed(words):
                key, equals, value = word.partition("=")
                if equals and key == name:
                    return constant_value(value) or value
        return None

    def _base_variable(self, name: str) -> str:
        base = self.base
        return base.get("environment", {}).get(name, "") if base else ""

    @property
    def base(self) -> BaseImage | None:
        """What is known of the environment in the image that the stage begins with; None where nothing is."""
        edge = self.stages[-1].edges[0] if self.stages else None
        if edge is None or edge.what == "stage":
            return None
        # The tag may be a variable: it does not matter here.
        name = (edge.image or edge.written).partition("@")[0]
        head, colon, tag = name.rpartition(":")
        reference = parse_reference(head if colon and "/" not in tag else name)
        if reference is None:
            return None
        return BASE_IMAGES.get(reference.repository.removeprefix("library/"))

    def home(self, command: Command, *, from_passwd: bool = False) -> str | None:
        """Return the home directory of a command's user; None where it is not known."""
        if any(wrapper in _USER_CHANGES for wrapper in command.wrappers):
            return None
        try:
            variable = self.variable("HOME", command)
        except UnknownValue:
            return None
        if variable and not from_passwd:
            return variable.rstrip("/") or "/"
        home = self._home_of(self.user)
        return None if variable and variable != home else home

    @property
    def user(self) -> str | None:
        """The user in force; None where the base image decides and is not known."""
        for stage in self.stages:
            for instruction in reversed(stage.steps):
                if instruction.index < self.run.index and isinstance(instruction, User):
                    return self.file.graph.expand(instruction, instruction.user)
        return "root" if self.base is not None else None

    def _home_of(self, user: str | None) -> str | None:
        if user in ("root", "0"):
            return "/root"
        if not user:
            return None
        for command in self._earlier_commands():
            names = [word.text for word in command.arguments]
            if command.name in ("useradd", "adduser") and user in names:
                home = command.option_value("-d", "--home", "--home-dir", "-h")
                if home is not None:
                    return home.value
                return None if command.has("-r", "--system", "-S", "-H") else f"/home/{user}"
            if command.name in ("usermod", "userdel", "deluser") and user in names:
                return None
        base = self.base
        return base.get("homes", {}).get(user) if base else None

    def _earlier_commands(self) -> Iterator[Command]:
        """Yield the commands of the RUNs in front, the latest RUN first."""
        for stage in self.stages:
            for instruction in reversed(stage.steps):
                if instruction.index < self.run.index and isinstance(instruction, Run):
                    yield from self.file.commands(instruction)

    def path(self, text: str, command: Command) -> str | None:
        """Return the path that a shell's word names; None where it cannot be known."""
        if "$(" in text or "`" in text:
            return None

        def lookup(name: str) -> str:
            value = "~" if name == "HOME" else self.variable(name, command)
            if not value:
                raise UnknownValue
            return value

        try:
            path = join(self._directory(command), expand(text, lookup))
        except (ExpansionError, UnknownValue):
            return None
        home = self.home(command) if path and path[0] == "~" else None
        return home + path[1:] if path and home else path

    def _directory(self, command: Command) -> str | None:
        """Return the working directory of a command."""
        directory = self.file.graph.working_directory(self.run)
        for other in self.commands[: self.commands.index(command)]:
            if other.name in ("cd", "pushd") and "subshell" not in other.context:
                target = other.arguments[0].value if other.arguments else "~"
                directory = join(directory, target) if target is not None else None
        return directory

    # Caches

    def directory(self, call: PackageCall, cache: Cache) -> str | None:
        """Return where a call caches; None where it cannot be known."""
        command = call.command
        for option in cache.get("options", ()):
            given = command.option_value(option)
            if given is not None:
                return self.path(given.raw.removeprefix("="), command)
        try:
            path = self._first_path(call, cache)
        except UnknownValue:
            return None
        for option in call.manager.get("root_options", ()):
            root = command.option_value(option)
            if root is not None and path is not None:
                place = self.path(root.raw, command)
                return None if place is None else place.rstrip("/") + path
        return path

    def _first_path(self, call: PackageCall, cache: Cache) -> str | None:
        for template in cache["paths"]:
            if template.startswith("$"):
                name, slash, rest = template[1:].partition("/")
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

    def keeps(self, call: PackageCall, cache: Cache, *, accept_cleanup: bool = True) -> bool:
        """Whether what a call caches stays in the layer: nothing is mounted there, and nothing deletes it afterwards.

        With `accept_cleanup` off, only the mount counts.
        """
        directory = self.directory(call, cache)
        if self._mounted(directory, cache):
            return False
        if not accept_cleanup:
            return True
        return not any(self._cleans(command, call, cache, directory) for command in self._after(call.command))

    def targets(self) -> Iterator[tuple[str, str]]:
        """Yield type and target of each mount, where the target is known."""
        for mount in self.run.mounts:
            target = self.file.graph.expand(self.run, mount.target) if mount.target else None
            path = join(self.file.graph.working_directory(self.run), target) if target else None
            if path is not None:
                yield mount.type, path

    def _mounted(self, directory: str | None, cache: Cache) -> bool:
        for kind, target in self.targets():
            if directory is None:
                if kind in ("cache", "tmpfs"):
                    return True
            # One that is meant for the cache and misses it is the business of cache-mount-wrong-target.
            elif covers(_homely(target, directory), directory) or (
                kind == "cache" and is_meant_for(target, cache)
            ):
                return True
        return False

    def _after(self, command: Command) -> list[Command]:
        """Return the commands that run after one; all where functions hide the order."""
        if any("function" in other.context for other in self.commands):
            return self.commands
        return self.commands[self.commands.index(command) + 1 :]

    def _cleans(self, command: Command, call: PackageCall, cache: Cache, directory: str | None) -> bool:
        other = package_call(command)
        if other is not None:
            return other.name == call.name and other.does(cache.get("cleaned_by", ()))
        if _is_cleanup_script(command):
            return True
        if command.name == "rm":
            words = command.positionals()
            if "xargs" in command.wrappers and not words:
                return self._lists(command, directory)
            # Without -r only what a wildcard finds is deleted.
            deep = command.has("-r", "-R", "--recursive")
            words = [word for word in words if deep or "*" in word.raw]
            return any(self._empties(word, command, call, cache, directory) for word in words)
        if command.name == "find" and (
            command.has("-delete") or any(word.text == "rm" for word in command.arguments)
        ):
            return self._finds(command, directory)
        return False

    def _lists(self, command: Command, directory: str | None) -> bool:
        """Whether the command that feeds an `xargs rm` lists the contents of the directory."""
        feeder = self.commands[self.commands.index(command) - 1]
        return feeder.name == "find" and self._finds(feeder, directory)

    def _finds(self, command: Command, directory: str | None) -> bool:
        filtered = command.has("-name", "-iname", "-path", "-regex", "-wholename")
        for word in command.arguments:
            if word.text.startswith(("-", "(", "!", "\\")):
                break
            path = self.path(word.raw, command)
            if directory is None:
                return True
            if path is not None and covers(_homely(path, directory), directory):
                return not filtered or _homely(path, directory) == directory
        return False

    def _empties(
        self, word: ShellWord, command: Command, call: PackageCall, cache: Cache, directory: str | None
    ) -> bool:
        if directory is None:
            return True
        if "$(" in word.raw or "`" in word.raw:
            # `rm -rf "$(npm config get cache)"`
            return any(name in word.raw for name in call.manager["commands"])
        content = cache.get("content")
        for text in brace_expansions(word.raw):
            path = self.path(text, command)
            if path is not None and empties(path, directory, content):
                return True
        return False


def empties(path: str, directory: str, content: str | None = None) -> bool:
    """Whether deleting a path, which may hold wildcards, empties a directory, or rids it of the one entry that matters."""
    path = _homely(path, directory)
    if _leads_to(path, directory) or (content is not None and _leads_to(path, f"{directory}/{content}")):
        return True
    return has_wildcard(path) and _leads_to(parent(path), directory) and not path.startswith(f"{directory}/.")


def _leads_to(pattern: str, path: str) -> bool:
    """Whether a shell's pattern finds a path or what it lies in; a leading dot must be written."""
    wanted = [part for part in pattern.split("/") if part]
    given = [part for part in path.split("/") if part]
    if len(wanted) > len(given):
        return False
    for one, other in zip(wanted, given, strict=False):
        if one == other:
            continue
        if not has_wildcard(one) or (other.startswith(".") and one[0] not in ".[") or not matches(one, other):
            return False
    return True


def _homely(path: str, directory: str) -> str:
    """Return a path below somebody's home with `~` in front, where the directory is below a home that is not known."""
    if directory.startswith("~") and path.startswith("/"):
        inside = _below_home(path)
        if inside is not None:
            return f"~/{inside}" if inside else "~"
    return path


def _below_home(path: str) -> str | None:
    """Return the part of a path below a home directory, "" for the home itself; None where it is below none."""
    parts = path.split("/")
    if parts[1:2] == ["root"]:
        return "/".join(parts[2:])
    if parts[1:2] == ["home"] and len(parts) > 2:
        return "/".join(parts[3:])
    return None


def is_meant_for(target: str, cache: Cache) -> bool:
    """Whether a directory is one where this cache usually lies: below somebody's home, or as a known image sets it."""
    if any(covers(place, target) or place == target for place in cache.get("elsewhere", ())):
        return True
    inside = target[2:] if target.startswith("~/") else _below_home(target)
    if not inside:
        return False
    for template in cache["paths"]:
        if template.startswith("~/"):
            usual = template[2:]
            if f"{usual}/".startswith(f"{inside}/") or inside.startswith(f"{usual}/"):
                return True
    return False


def _is_cleanup_script(command: Command) -> bool:
    """Whether a project's own script is called whose name says that it cleans: nobody knows what."""
    words = command.arguments[:1] if command.name in _SHELLS else command.words[:1]
    name = words[0].text.rpartition("/")[2] if words else ""
    return "clean" in name and not name.startswith("-")


def brace_expansions(text: str) -> list[str]:
    """Return the words that a shell makes of `a{b,c}d`; at most 64, and the word itself where there are no braces."""
    done: list[str] = []
    pending = [text]
    while pending:
        word = pending.pop()
        found = _innermost_braces(word) if len(done) + len(pending) < _MOST_WORDS else None
        if found is None:
            done.append(word)
        else:
            begin, end = found
            pending.extend(word[:begin] + part + word[end + 1 :] for part in word[begin + 1 : end].split(","))
    return done


_MOST_WORDS = 64


def _innermost_braces(word: str) -> tuple[int, int] | None:
    """Return where a list in braces without further braces in it begins and ends."""
    begin = word.rfind("{")
    while begin >= 0:
        end = word.find("}", begin)
        if end > 0 and "," in word[begin:end] and word[begin - 1 : begin] != "$":
            return begin, end
        begin = word.rfind("{", 0, begin) if begin else -1
    return None


def writes_file(surroundings: Surroundings, names: tuple[str, ...]) -> bool:
    """Whether an earlier instruction puts a file of one of these names into the image, or the RUN itself does."""
    for stage in surroundings.stages:
        for instruction in stage.steps:
            if instruction.index < surroundings.run.index and isinstance(instruction, Copy):
                words = [word.value.rstrip("/").rpartition("/")[2] for word in instruction.words]
                if any(word in names for word in words):
                    return True
    for command in (*surroundings.commands, *surroundings._earlier_commands()):
        if any(redirect.target.text.rpartition("/")[2] in names for redirect in command.redirects):
            return True
    return False
