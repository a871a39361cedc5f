"""Which instructions may change places, and which later ones read a path."""

from __future__ import annotations

from dockerlint.graph.paths import join, overlap, parent
from dockerlint.graph.references import uses
from dockerlint.shell import commands
from dockerlint.shell.package_calls import package_call, unversioned
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, Healthcheck, Label, Run, Volume, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dockerlint.graph.flow import Flow
    from dockerlint.graph.graph import Graph
    from dockerlint.graph.stages import Stage
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

# Every RUN reads programs, libraries and their settings, whatever else it does.
PROGRAMS = (
    "/etc",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/sbin",
    "/usr/sbin",
    "/usr/share",
)
# Instructions that only set a field of the image; the last one of a kind counts.
_FIELDS = {
    "CMD": "command",
    "ENTRYPOINT": "entry point",
    "HEALTHCHECK": "health check",
    "MAINTAINER": "maintainer",
    "ONBUILD": "triggers",
    "SHELL": "shell",
    "STOPSIGNAL": "stop signal",
    "USER": "user",
}
_ENVIRONMENT = "variable "
# What the distribution's basic tools do depends on their arguments alone: no installed package changes it.
_BASIC = ("cd", "chmod", "cp", "echo", "ln", "mkdir", "mv", "printf", "rm", "rmdir", "touch", "true")
_SYSTEM_MANAGERS = ("apk", "apt", "apt-get", "aptitude", "dnf", "microdnf", "tdnf", "yum", "zypper")
_IN_ANY_DIRECTORY = (*_BASIC, *_SYSTEM_MANAGERS, "gem", "npm", "pip", "pip3", "pnpm", "yarn")
# What the basic tools and the shell take from the environment.
_HEARD = ("BACKUP", "CDPATH", "ENV", "HOME", "IFS", "LANG", "LC_", "LD_", "PATH", "POSIX", "SIMPLE_", "TZ", "VERSION_")


class _Footprint:
    """What an instruction reads and sets besides files: `variable NAME`, `working directory`, and so on."""

    __slots__ = (
        "brings",
        "flow",
        "hears",
        "known",
        "plain",
        "programs",
        "reads",
        "search_path",
        "sets",
        "volumes",
        "whole_environment",
    )

    def __init__(self, graph: Graph, instruction: Instruction) -> None:
        keyword = instruction.keyword
        self.flow: Flow = graph.flow(instruction)
        self.sets: set[str] = set()
        self.reads = {_ENVIRONMENT + use.name for use in uses(instruction) if use.kind == "docker"}
        self.known = True
        self.search_path: tuple[str, ...] = ()
        self.hears = isinstance(instruction, Run)  # the variables that every program may read
        self.whole_environment = False  # or any
        self.programs = False
        self.plain = False  # the distribution's own programs alone
        self.brings = False  # what may be programs, or be meant to start everything behind it anew
        self.volumes: list[str] = []
        if isinstance(instruction, Run):
            self.reads |= {"user", "shell", *(_ENVIRONMENT + use.name for use in uses(instruction))}
            script = commands(instruction) if instruction.is_json or graph.is_posix(instruction) else []
            names = {unversioned(command.name) for command in script} or {""}
            self.programs = self.whole_environment = not names.issubset(_BASIC)
            self.plain = names.issubset((*_BASIC, *_SYSTEM_MANAGERS))
            self.search_path = search_path(graph, instruction) if self.programs else ()
            if not names.issubset(_IN_ANY_DIRECTORY) or not all(map(_is_absolute, script)):
                self.reads.add("working directory")
        elif isinstance(instruction, (Copy, Add)):
            self.brings = instruction.from_ is not None or any("://" in word.value for word in instruction.sources)
            destination = instruction.destination
            if destination is None or not destination.value.startswith("/"):
                self.reads.add("working directory")
        elif isinstance(instruction, Workdir):
            self.sets.add("working directory")
            self.reads |= {"working directory", "user"}
        elif isinstance(instruction, (Env, Arg)):
            self.sets |= {_ENVIRONMENT + pair.name for pair in instruction.pairs}
        elif isinstance(instruction, Label):
            self.sets |= {f"label {pair.name}" for pair in instruction.pairs}
        elif isinstance(instruction, Volume):
            for word in instruction.paths:
                path = graph.expand(instruction, word.value)
                self.known = self.known and path is not None
                self.volumes.append(path or "/")
        elif keyword in _FIELDS:
            self.sets.add(_FIELDS[keyword])
            if keyword in ("CMD", "ENTRYPOINT") or isinstance(instruction, Healthcheck):
                self.reads.add("shell")
        elif keyword != "EXPOSE":
            self.known = False

    @property
    def touches_files(self) -> bool:
        """Whether there is anything that a change of files could matter to."""
        flow = self.flow
        return bool(
            self.programs or flow.reads or flow.writes or flow.deletes or flow.unknown_reads or flow.unknown_writes
        )

    def disturbs(self, other: _Footprint, unheard: Collection[str]) -> bool:
        """Whether this one may change what the other one reads or sets."""
        if self.sets & (other.reads | other.sets):
            return True
        variables = [name[len(_ENVIRONMENT) :] for name in self.sets if name.startswith(_ENVIRONMENT)]
        if self.brings and other.programs and not other.plain:
            return True
        flow, files = self.flow, other.flow
        unheard = () if files.unknown_reads else unheard
        if other.hears and any(
            name.startswith(_HEARD) or (other.whole_environment and name not in unheard) for name in variables
        ):
            return True
        if flow.unknown_writes and (other.touches_files or other.volumes):
            return True
        changes = (*flow.writes, *flow.deletes)
        if not changes:
            return False
        if files.unknown_reads:
            return True
        touched = [*files.reads, *files.writes, *files.deletes, *other.volumes]
        if other.programs:
            touched.extend((*PROGRAMS, *other.search_path))
        return any(overlap(change, path) for change in changes for path in touched)


def search_path(graph: Graph, run: Run) -> tuple[str, ...]:
    """Return the directories that the file has put on the PATH: programs are there, and their libraries beside them."""
    definition = graph.definitions_in_force(run).get("PATH")
    if definition is None or definition.pair.value is None:
        return ()
    found: list[str] = []
    for part in definition.pair.value.value.strip("\"'").split(":"):
        if part not in ("$PATH", "${PATH}", ""):
            place = graph.expand(definition.instruction, part)
            path = join("/", place) if place is not None and place.startswith("/") else None
            if path is None:
                return ("/",)
            found.append(parent(path) if path.endswith("/bin") else path)
    return tuple(found)


def _is_absolute(command: Command) -> bool:
    """Whether it does the same in every working directory."""
    redirected = [redirect.target for redirect in command.redirects if redirect.writes]
    words = [*command.arguments, *redirected]
    if command.name in _SYSTEM_MANAGERS:
        return not any(word.raw.startswith(".") or "/." in word.raw or "*" in word.raw for word in words)
    call = package_call(command)
    if call is not None and call.name in ("gem", "pip", "npm", "yarn", "pnpm") and all(map(_is_elsewhere, redirected)):
        # What is named is no file, and nothing of the folder is read.
        everywhere = command.has("-g", "--global") or call.verb == "global" or call.name in ("gem", "pip")
        files = command.has("-r", "-c", "-e", "-f", "-t", "--requirement", "--constraint", "--editable", "--target")
        named = call.verb in ("install", "add", "global", "i") and len(call.words) > 1
        return (
            everywhere
            and named
            and not files
            and not any("/" in word.raw or word.raw[:1] == "." for word in call.words)
        )
    return all(word.raw.startswith(("-", "/", "+")) or command.name in ("echo", "printf", "true") for word in words)


def _is_elsewhere(word: ShellWord) -> bool:
    return word.raw.startswith("/")


def independent(graph: Graph, first: Instruction, second: Instruction, unheard: Collection[str] = ()) -> bool:
    """Whether two instructions of one stage may be swapped; see `Graph.independent`.

    `unheard` are variables that a RUN does not read where its script does not name them.
    """
    stage = graph.stage_of(first)
    if stage is None or stage is not graph.stage_of(second) or first is second:
        return False
    if stage.instruction in (first, second):
        return False
    one, other = _Footprint(graph, first), _Footprint(graph, second)
    return one.known and other.known and not one.disturbs(other, unheard) and not other.disturbs(one, unheard)


def readers(graph: Graph, instruction: Instruction, path: str) -> list[Instruction]:
    """Return the later instructions that may read a path; see `Graph.readers`."""
    home = graph.stage_of(instruction)
    found: list[Instruction] = []
    if home is None:
        return found
    flows = graph.flows
    programs = any(overlap(path, program) for program in PROGRAMS)
    holds = [False] * len(graph.stages)  # stages whose files include those of the home stage
    for stage in graph.stages[home.index :]:
        inherits = stage is home or (stage.base is not None and holds[stage.base.index])
        holds[stage.index] = inherits
        for step, flow in zip(stage.steps, flows.of_steps(stage), strict=True):
            if stage is home and (step.index <= instruction.index or step in stage.triggered):
                continue
            from_elsewhere = any(holds[source.index] and overlap(path, read) for source, read in flow.stage_reads)
            own = inherits and (
                flow.unknown_reads
                or (programs and step.keyword == "RUN")
                or any(overlap(path, read) for read in flow.reads)
            )
            if from_elsewhere or own:
                found.append(step)
    return found


def writers(graph: Graph, stage: Stage, path: str) -> list[Instruction]:
    """Return the instructions that may write a path of a stage; see `Graph.writers`."""
    found: list[Instruction] = []
    link: Stage | None = stage
    while link is not None:
        for step, flow in zip(link.steps[::-1], graph.flows.of_steps(link)[::-1], strict=True):
            if flow.unknown_writes or any(overlap(path, write) for write in flow.writes):
                found.append(step)
        link = link.base
    return found[::-1]
