"""What a rebuild is expected to cost: how often each input changes, and how long what runs again takes.

    cost = sum over all steps of: seconds of the step x chance that it runs again

A step runs again where one of its inputs, of the steps before it, of the stage below or of a stage that it copies from
has changed. `docs/layer-order.md` has the figures with their reasons.
"""

from __future__ import annotations

from dockerlint.graph.actions import nothing
from dockerlint.graph.effects import COMMANDS
from dockerlint.graph.invalidation import reads_file
from dockerlint.graph.paths import base_name
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.rules.layer_order.volatile_value_too_early import is_volatile_pair
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax.instructions import Add, Arg, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Graph, Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

    # A source of COPY (its path, and the instruction, whose --exclude counts), or a build argument (its name, None).
    Input = tuple[str, Instruction | None]

# How often an input is among what has changed since the last build, where no history tells.
CHANCES = {
    "everything": 1.0,
    "sources": 0.9,
    "source": 0.3,
    "package": 0.3,
    "manifest": 0.1,
    "other": 0.1,
    "asset": 0.05,
}
# A history of fewer commits tells too little.
FEWEST_COMMITS = 20

_SYSTEM = ("apk", "apt", "dnf", "microdnf", "pacman", "tdnf", "yum", "zypper")
# Seconds. What counts is how they compare: an installation of dependencies is worth many copies.
_PROJECT_INSTALL = {
    "bun": 8.0, "bundler": 40.0, "cargo": 20.0, "composer": 15.0, "conda": 60.0, "go": 15.0, "gradle": 60.0,
    "maven": 60.0, "micromamba": 40.0, "mix": 15.0, "npm": 30.0, "nuget": 25.0, "pdm": 25.0, "pip": 25.0,
    "pipenv": 30.0, "pnpm": 20.0, "poetry": 25.0, "uv": 8.0, "yarn": 30.0,
}  # fmt: skip
_SYSTEM_INSTALL, _INSTALL, _INDEX, _DOWNLOAD, _MAP, _UNPACK, _FILES, _UNKNOWN, _STEP = (
    20.0,
    10.0,
    5.0,
    5.0,
    2.0,
    1.0,
    0.2,
    5.0,
    0.3,
)
_BUILDS = {
    "cargo": 90.0, "cmake": 5.0, "configure": 10.0, "dotnet": 20.0, "g++": 10.0, "gcc": 10.0, "go": 15.0,
    "gradle": 40.0, "gradlew": 40.0, "javac": 5.0, "make": 30.0, "mvn": 40.0, "mvnw": 40.0, "ninja": 30.0, "sbt": 60.0,
    "stack": 120.0, "cabal": 120.0, "npm": 25.0, "yarn": 25.0, "pnpm": 25.0, "npx": 15.0, "ng": 40.0, "bun": 10.0,
    "python": 5.0, "webpack": 20.0,
}  # fmt: skip
_PLUGINS = 20.0  # what Maven downloads for itself
# Builds that download the dependencies themselves where nothing has done so before.
_FETCHING = {"go": "go", "mvn": "maven", "mvnw": "maven", "gradle": "gradle", "gradlew": "gradle", "dotnet": "nuget"}
# A second installation adds the project to its dependencies.
_IN_TWO = ("poetry", "uv", "pdm")
_DOWNLOADS = ("curl", "git", "wget")
_UNPACKERS = ("bunzip2", "gunzip", "tar", "unxz", "unzip", "xz")
_NOTHING = (
    *(":", "[", "[[", "cat", "cd", "chgrp", "chmod", "chown", "cp", "echo", "env", "exit", "export", "false", "find"),
    *("grep", "groupadd", "install", "ldconfig", "ln", "ls", "mkdir", "mv", "printf", "rm", "rmdir", "sed", "set"),
    *("sh", "test", "touch", "true", "useradd", "adduser", "addgroup", "which"),
)
_SOURCE_ENDINGS = frozenset(
    "c cc clj cpp cs css cxx dart elm erl ex exs fs go graphql groovy h hpp hs html htm java jl js jsp jsx kt kts "  # noqa: SIM905
    "less lua m mjs ml nim php pl pm proto py pyx r rb rs sass scala scss sql svelte swift ts tsx twig vb vue "
    "zig".split()
)
_ASSETS = frozenset(
    "gif gz ico jar jpeg jpg mp3 mp4 otf pdf png svg tar tgz ttf wasm webp whl woff woff2 xz zip".split()  # noqa: SIM905
)
_MANIFESTS = frozenset(
    name
    for manager in MANAGERS.values()
    for name in (*manager.get("manifests", ()), *manager.get("lock_files", ()))
    if "*" not in name
)
_PACKAGES = ("*.gemspec", "composer.json", "pyproject.toml", "setup.py")
_MANIFEST_ENDINGS = (".csproj", ".fsproj", ".vbproj", ".sln", ".gemspec", ".cabal", ".props")


class Changes:
    """How often inputs change: by the commits of the context's history, else by stated chances."""

    __slots__ = ("_commits", "_context", "_kinds", "_masks")

    def __init__(self, file: Dockerfile) -> None:
        self._context = file.context
        self._kinds: dict[Input, str] = {}
        self._masks: dict[Input, int] = {}
        self._commits: list[frozenset[str]] = []
        root = getattr(file.context, "root", None)
        if root is not None:
            from dockerlint.context.history import change_sets

            self._commits = self._relevant(change_sets(root))

    def _relevant(self, commits: list[frozenset[str]]) -> list[frozenset[str]]:
        """Return what commits changed of the files that a build is sent, without those that changed none."""
        ignore = self._context.ignore if self._context is not None else None
        excluded: dict[str, bool] = {}
        found = []
        for commit in commits:
            for path in commit:
                if path not in excluded:
                    excluded[path] = ignore is not None and ignore.excludes(path)
            sent = frozenset(path for path in commit if not excluded[path])
            if sent:
                found.append(sent)
        return found if len(found) >= FEWEST_COMMITS else []

    @property
    def basis(self) -> str:
        """What the chances rest on, for the user."""
        return f"{len(self._commits)} commits" if self._commits else "defaults"

    def chance(self, inputs: frozenset[Input]) -> float:
        """Return how often at least one of the inputs has changed since the last build."""
        if any(instruction is None for _, instruction in inputs):
            return 1.0
        if self._commits:
            mask = 0
            for one in inputs:
                mask |= self._mask(one)
            return mask.bit_count() / len(self._commits)
        # Of several inputs of one kind the strongest counts: what belongs together changes together.
        none = 1.0
        for kind in {self._kind(one) for one in inputs}:
            none *= 1 - CHANCES[kind]
        return 1 - none

    def _mask(self, one: Input) -> int:
        known = self._masks.get(one)
        if known is None:
            source, instruction = one
            assert instruction is not None  # noqa: S101  # for the type checker
            known = 0
            for number, commit in enumerate(self._commits):
                if any(reads_file(instruction, source, path) for path in commit):
                    known |= 1 << number
            self._masks[one] = known
        return known

    def _kind(self, one: Input) -> str:
        known = self._kinds.get(one)
        if known is None:
            known = self._kinds[one] = self._kind_of(one[0])
        return known

    def _kind_of(self, source: str) -> str:
        if source in ("", "*"):
            return "everything"
        context = self._context
        if context is None:
            return "sources" if "." not in base_name(source) and not _is_manifest(source) else kind_of_file(source)
        if "*" in source:
            kinds = {kind_of_file(path) for path in context.glob(source) if not context.is_directory(path)}
            return _strongest(kinds) if kinds else kind_of_file(source)
        if not context.is_directory(source):
            return kind_of_file(source)
        if "/" in source and any(context.glob(f"{source}/{name}") for name in _PACKAGES):
            return "package"  # one of several, with a manifest of its own
        kinds = set()
        for number, entry in enumerate(context.files(source)):
            kinds.add(kind_of_file(entry.path))
            if "source" in kinds or number > 5000:
                return "sources"
        return _strongest(kinds)


def _strongest(kinds: set[str]) -> str:
    return max(kinds, key=lambda kind: (CHANCES[kind], kind), default="other")


def kind_of_file(path: str) -> str:
    """Return what kind of file a path is by its name: `manifest`, `source`, `asset` or `other`."""
    if _is_manifest(path):
        return "manifest"
    ending = base_name(path).rpartition(".")[2].lower()
    return "source" if ending in _SOURCE_ENDINGS else "asset" if ending in _ASSETS else "other"


def _is_manifest(path: str) -> bool:
    name = base_name(path)
    return (
        name in _MANIFESTS
        or name.endswith(_MANIFEST_ENDINGS)
        or ("requirements" in name and name.endswith((".txt", ".in")))
        or name.startswith(("package", "composer"))
        or name in ("setup.py", "setup.cfg", "go.work", "go.work.sum", ".npmrc", ".yarnrc", ".yarnrc.yml")
    )


class Rebuild:
    """The expected cost of rebuilding a file, in seconds, and the chance of each step to run again."""

    __slots__ = ("_changes", "_graph", "_seconds", "chances", "cost", "inputs", "seconds")

    def __init__(self, file: Dockerfile, changes: Changes) -> None:
        self._graph: Graph = file.graph
        self._changes = changes
        self.chances: dict[Instruction, float] = {}
        self.inputs: dict[Instruction, frozenset[Input]] = {}  # of a step alone
        self.seconds: dict[Instruction, float] = {}
        self.cost = 0.0
        arguments = self._arguments()
        all_inputs: dict[Stage, frozenset[Input]] = {}
        needed = self._graph.reachable()
        for stage in self._graph.stages:
            known = all_inputs[stage.base] if stage.base is not None else frozenset()
            fetched = {name for base in stage.bases[1:] for name in _fetched(base, file)}
            for step, flow in zip(stage.steps, self._graph.flows.of_steps(stage), strict=True):
                own = frozenset((path, step) for path in flow.context_reads) | arguments.get(step, frozenset())
                for source, _ in flow.stage_reads:
                    own |= all_inputs.get(source, frozenset())
                self.inputs[step] = own
                alone = isinstance(step, (Copy, Add)) and step.link
                chance = changes.chance(own if alone else known | own)
                known |= own
                seconds = self.seconds[step] = seconds_of(step, file, fetched)
                self.chances[step] = chance
                if stage in needed:
                    self.cost += seconds * chance
            all_inputs[stage] = known

    def _arguments(self) -> dict[Instruction, frozenset[Input]]:
        """Return for each step the volatile build arguments that reach it."""
        found: dict[Instruction, frozenset[Input]] = {}
        names = {
            pair.name
            for node in self._graph.tree.instructions
            if isinstance(node, Arg)
            for pair in node.pairs
            if is_volatile_pair(pair)
        }
        for name in sorted(names):
            for one in self._graph.invalidated(arg=name):
                if one.kind == "argument" and one.runs:
                    found[one.instruction] = found.get(one.instruction, frozenset()) | {(name, None)}
        return found


def _fetched(stage: Stage, file: Dockerfile) -> set[str]:
    return {
        call.program
        for node in stage.instructions
        if isinstance(node, Run)
        for call in map(project_call, file.commands(node))
        if call is not None
    }


def seconds_of(step: Instruction, file: Dockerfile, fetched: set[str]) -> float:
    """Return how long a step takes when it runs; `fetched` are the managers that have downloaded already."""
    if isinstance(step, Run):
        commands: Iterable[Command] = file.commands(step)
        seconds = _STEP + sum(_seconds(command, fetched) for command in commands)
        return seconds if file.commands(step) else seconds + _UNKNOWN
    if isinstance(step, Add) and any("://" in source.value for source in step.sources):
        return _DOWNLOAD
    return _STEP if step.keyword in ("COPY", "ADD") else 0.1 if step.keyword == "WORKDIR" else 0.0


def _seconds(command: Command, fetched: set[str]) -> float:
    name = command.name
    if not name or name in _NOTHING or COMMANDS.get(name) is nothing:
        return _FILES if name in ("chown", "cp", "find", "mv") else 0.0
    project = project_call(command)
    if project is not None:
        if project.program in fetched and project.program in _IN_TWO:
            return _FILES
        if project.program == "composer" and "composer" in fetched:
            return _MAP  # all packages are there: what is left is the map of classes
        if any(word.text == "dependency:resolve" for word in command.arguments):
            fetched.add("dependencies of maven")  # its plugins are left to the build
            return _PROJECT_INSTALL["maven"] - _PLUGINS
        fetched.add(project.program)
        return _PROJECT_INSTALL.get(project.program, _INSTALL)
    call = package_call(command)
    if call is not None:
        if call.does(call.manager.get("update", ())) and call.name in _SYSTEM:
            return _INDEX
        if call.does((*call.manager.get("install", ()), *call.manager.get("upgrade", ()))) and name not in _BUILDS:
            return _SYSTEM_INSTALL if call.name in _SYSTEM else _INSTALL
        if call.name in _SYSTEM or call.verb in ("cache", "config", "clean"):
            return _FILES
    if name in _FETCHING and _FETCHING[name] not in fetched and _builds(command):
        fetched.add(_FETCHING[name])
        rest = _PLUGINS if f"dependencies of {_FETCHING[name]}" in fetched else _PROJECT_INSTALL[_FETCHING[name]]
        return _BUILDS[name] + rest
    if name in _BUILDS:
        return _BUILDS[name] if _builds(command) else _FILES
    if name in _DOWNLOADS:
        fetches = name != "git" or command.subcommand(("-C", "-c")) in ("clone", "fetch", "pull", "submodule")
        return _DOWNLOAD if fetches else _FILES
    return _UNPACK if name in _UNPACKERS else _UNKNOWN


def _builds(command: Command) -> bool:
    return command.subcommand() not in ("cache", "config", "env", "version", "clean", "mod") and not command.has(
        "--version"
    )
