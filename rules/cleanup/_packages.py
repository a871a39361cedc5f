"""Packages and package managers' caches that one RUN leaves in its layer and a later one removes."""

from __future__ import annotations

from dockerlint.rules.cache._layer import empties, keeps
from dockerlint.rules.cache.common import UnknownValue, surroundings_of
from dockerlint.rules.cleanup.common import REMOVERS, deleted, layers
from dockerlint.shell.package_calls import package_call, package_calls, unversioned
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

# Official images of Debian and Ubuntu delete packages right behind their installation.
_EMPTY_ANYWAY = (("apt", "packages"),)
_SAME_DATABASE = {"yum": "dnf"}


class LateRemoval:
    """Something that a RUN removes and that an earlier layer holds; `what` names it for a message, with the verb.

    `manager` is the package manager whose cache it is, "" where it is a package.
    """

    __slots__ = ("instruction", "manager", "span", "what")

    def __init__(self, span: tuple[int, int], what: str, instruction: Instruction, manager: str = "") -> None:
        self.manager = manager
        self.span = span
        self.what = what
        self.instruction = instruction


class _Kept:
    """A cache that a RUN fills and may leave in its layer."""

    __slots__ = ("_surroundings", "cache", "call", "run")

    def __init__(self, run: Run, call: PackageCall, cache: Cache, surroundings: Surroundings) -> None:
        self.run = run
        self.call = call
        self.cache = cache
        self._surroundings = surroundings

    @property
    def key(self) -> tuple[str, str]:
        """What it is a cache of."""
        return _family(self.call), self.cache["name"]

    @property
    def directory(self) -> str | None:
        """Where it lies."""
        return self._surroundings.remembered(
            f"directory of {self.cache['name']}",
            self.call.command,
            lambda: self._surroundings.cache_directory(self.call, self.cache),
        )

    def stays(self) -> bool:
        """Whether it is in the layer. Asked last: most caches are never heard of again."""
        return self._surroundings.remembered(
            f"keeps {self.cache['name']}",
            self.call.command,
            lambda: _stays(self._surroundings, self.call, self.cache),
        )


def late_removals(file: Dockerfile, run: Instruction) -> list[LateRemoval]:
    """Return what a RUN removes too late; the layers are followed only where an earlier one has called a manager."""
    facts = file.stages[0].instruction.facts
    first = facts.get("first call")
    if not isinstance(first, int):
        steps = (step for stage in reversed(file.graph.shipped) for step in stage.steps if isinstance(step, Run))
        calling = (step.index for step in steps if package_calls(file.commands(step)))
        first = facts["first call"] = next(calling, len(file.tree.instructions))
    if run.index <= first:
        return []
    return _packages_of(file).late.get(run, [])


def stays(file: Dockerfile, run: Instruction, call: PackageCall, name: str) -> bool:
    """Whether a package that a call in a RUN installs is in the image at the end."""
    virtual = _virtual(call)
    return _packages_of(file).installed.get((_family(call), virtual or bare(name))) is run


def installed(file: Dockerfile) -> set[str]:
    """Return the packages that are installed and in the image at the end."""
    return {name for _, name in _packages_of(file).installed}


def _packages_of(file: Dockerfile) -> _Packages:
    facts = file.stages[0].instruction.facts
    known = facts.get("packages")
    if not isinstance(known, _Packages):
        known = facts["packages"] = _Packages(file)
    return known


class _Packages:
    """What is installed and cached, layer by layer."""

    __slots__ = ("_emptied", "_file", "_kept", "_places", "installed", "late")

    def __init__(self, file: Dockerfile) -> None:
        self._file = file
        self.installed: dict[tuple[str, str], Run] = {}  # by which RUN
        self._kept: list[_Kept] = []
        # Where these lie, once somebody deletes something: many calls fill the same few caches.
        self._places: set[tuple[str | None, str | None]] | None = None
        self._emptied: dict[tuple[str, str, str | None], bool] = {}  # what was asked: many RUNs fill the same caches
        self.late: dict[Instruction, list[LateRemoval]] = {}
        for step in layers(file.graph.shipped[::-1]):
            if isinstance(step, Run):
                self._follow(step)

    def _follow(self, run: Run) -> None:
        surroundings = surroundings_of(self._file, run)
        known = surroundings.of_all("packages", lambda: _Calls(surroundings))
        own: dict[tuple[str, str], bool] = {}  # what the RUN installs and has not removed again, and whether surely
        for command, call in known.commands:
            if call is None:
                self._delete(run, surroundings, command, known.filled)
            elif call.does(call.manager["install"]):
                own.update(((_family(call), name), not command.conditional) for name in _packages(call))
            elif call.does(call.manager.get("remove", ())):
                self._remove(run, call, own)
            elif not command.conditional:
                self._clean(run, call, known.filled)
        self.installed.update((key, run) for key, surely in own.items() if surely)
        more = [_Kept(run, call, cache, surroundings) for call, cache in known.fillings]
        if more:
            self._kept += more
            self._places = None

    def _delete(self, run: Run, surroundings: Surroundings, command: Command, filled: set[tuple[str, str]]) -> None:
        for word, path in deleted(surroundings, command) if self._kept else ():
            if not path:
                continue
            places = [place for place in self._where() if self._is_emptied(place, path)]
            if places:
                emptied = [one for one in self._kept if (one.directory, one.cache.get("content")) in places]
                self._book(run, word.span, emptied, filled)

    def _where(self) -> set[tuple[str | None, str | None]]:
        """Return the places of what is kept, each with the one entry that matters there."""
        if self._places is None:
            self._places = {(one.directory, one.cache.get("content")) for one in self._kept}
        return self._places

    def _is_emptied(self, place: tuple[str | None, str | None], path: str) -> bool:
        directory, content = place
        if directory is None:
            return False
        question = (path, directory, content)
        answer = self._emptied.get(question)
        if answer is None:
            answer = self._emptied[question] = empties(*question)
        return answer

    def _clean(self, run: Run, call: PackageCall, filled: set[tuple[str, str]]) -> None:
        family = _family(call)
        emptied = [one for one in self._kept if one.key[0] == family and call.does(one.cache.get("cleaned_by", ()))]
        self._book(run, call.span, emptied, filled)

    def _book(self, run: Run, span: tuple[int, int], emptied: list[_Kept], filled: set[tuple[str, str]]) -> None:
        if not emptied:
            return
        self._kept = [one for one in self._kept if one not in emptied]
        self._places = None
        late = next((one for one in reversed(emptied) if one.key not in filled and one.stays()), None)
        # One command is one mistake, however many caches it empties.
        if late is not None and all(one.span != span for one in self.late.get(run, ())):
            name = late.cache["name"]
            what = f"{name} of {_shown(late.call)} {'is' if name.endswith(('index', 'repository')) else 'are'}"
            self.late.setdefault(run, []).append(LateRemoval(span, what, late.run, late.call.name))

    def _remove(self, run: Run, call: PackageCall, own: dict[tuple[str, str], bool]) -> None:
        family = _family(call)
        words = call.words[1:]
        if not words or any("$" in word.text for word in words):
            # Whatever it is, it may be what this RUN has installed.
            for key in [key for key in own if key[0] == family]:
                del own[key]
        late: list[tuple[ShellWord, Run]] = []
        for word in words:
            key = (family, bare(word.text))
            if own.pop(key, None) is None:
                earlier = self.installed.pop(key, None)
                if earlier is not None and not call.command.conditional:
                    late.append((word, earlier))
        if late:
            word, earlier = late[0]
            others = f" and {len(late) - 1} more are" if len(late) > 1 else " is"
            self.late.setdefault(run, []).append(LateRemoval(word.span, f"`{word.text}`{others}", earlier))


class _Calls:
    """What the commands of one RUN do with packages."""

    __slots__ = ("commands", "filled", "fillings")

    def __init__(self, surroundings: Surroundings) -> None:
        script = surroundings.script
        self.commands = [(command, package_call(command)) for command in script.commands if _matters(command)]
        self.fillings = _fillings(script.calls)
        # A cache that the RUN fills itself may be emptied for that, before or behind.
        self.filled = {(_family(call), cache["name"]) for call, cache in self.fillings}


def _matters(command: Command) -> bool:
    """Whether it calls a package manager, or is sure to delete something."""
    return package_call(command) is not None or (command.name in REMOVERS and not command.conditional)


def _fillings(calls: list[PackageCall]) -> list[tuple[PackageCall, Cache]]:
    return [(call, cache) for call in calls for cache in call.manager["caches"] if call.does(cache["filled_by"])]


def _shown(call: PackageCall) -> str:
    # `python3 -m pip install` is `pip install`.
    program = call.command.name if unversioned(call.command.name) in call.manager["commands"] else call.name
    return f"`{program} {call.verb}`" if call.verb else f"`{program}`"


def _family(call: PackageCall) -> str:
    return _SAME_DATABASE.get(call.name, call.name)


def _packages(call: PackageCall) -> list[str]:
    """Return the names of what a call installs: apk knows a virtual package only by its own."""
    virtual = _virtual(call)
    return [virtual] if virtual else [bare(word.text) for word in call.words[1:] if "$" not in word.text]


def _virtual(call: PackageCall) -> str:
    word = call.command.option_value("--virtual", "-t") if call.name == "apk" else None
    return "" if word is None else word.text


def bare(name: str) -> str:
    """Return a package's name without version and architecture."""
    for mark in "=<>~:":
        name = name.partition(mark)[0]
    return name


def _stays(surroundings: Surroundings, call: PackageCall, cache: Cache) -> bool:
    """Whether what a call caches is in the layer."""
    if call.command.conditional or (call.name, cache["name"]) in _EMPTY_ANYWAY:
        return False
    if call.command.has(*call.manager.get("no_cache_options", ())):
        return False
    try:
        variables = call.manager.get("no_cache_variables", ())
        if any(surroundings.variable(name, call.command) for name in variables):
            return False
    except UnknownValue:
        return False
    return not surroundings.may_switch_off(call) and keeps(surroundings, call, cache)
