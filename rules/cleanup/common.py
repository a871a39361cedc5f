"""What the rules of this family ask: which files the layers in front of a RUN hold, and which it deletes or changes.

Paths are those of `dockerlint.graph.paths`.
"""

from __future__ import annotations

from dockerlint.graph.actions import Effects
from dockerlint.graph.effects import run as follow
from dockerlint.graph.paths import SYSTEM, base_name, covers
from dockerlint.graph.stages import is_remote
from dockerlint.knowledge.archives import TAR_ARCHIVES
from dockerlint.rules.cache.common import Surroundings, UnknownValue
from dockerlint.shell.braces import brace_expansions
from dockerlint.syntax.expansion import ExpansionError, expand
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

# Commands whose outputs are files to speak of, at paths that their words name.
_CREATORS = (
    *(
        "7z",
        "bsdtar",
        "bunzip2",
        "bzip2",
        "composer",
        "cp",
        "curl",
        "dd",
        "git",
        "gunzip",
        "gzip",
        "install",
        "mv",
        "npm",
    ),
    *("pnpm", "tar", "unxz", "unzip", "wget", "xz", "yarn"),
)
_COMPRESSORS = ("bunzip2", "bzip2", "gunzip", "gzip", "unxz", "xz")
_SCRIPT_RUNNERS = ("sh", "bash", "ash", "dash", "source", ".")


class Trace:
    """A file or directory that an instruction leaves in its layer: a source of COPY or ADD, or a command's work."""

    __slots__ = ("command", "instruction", "path", "source")

    def __init__(
        self, path: str, instruction: Instruction, *, source: Word | None = None, command: Command | None = None
    ) -> None:
        self.path = path
        self.instruction = instruction
        self.source = source
        self.command = command

    @property
    def line(self) -> int:
        """The line in which it is made."""
        return self.instruction.start_line

    def __repr__(self) -> str:
        return f"<Trace {self.path} line {self.line}>"


class Layer:
    """What an instruction leaves behind, as far as it is known, and which paths it may delete (None: any)."""

    __slots__ = ("deletes", "traces")

    def __init__(self) -> None:
        self.traces: list[Trace] = []
        self.deletes: list[str | None] = []

    def deletes_all_of(self, trace: Trace) -> bool:
        """Whether a trace of an earlier layer may be gone with it."""
        return any(path is None or wipes(path, trace.path) for path in self.deletes)


def standing(surroundings: Surroundings) -> list[Trace]:
    """Return what the layers in front of a RUN have left in the file system as it finds it, the nearest first."""
    found: list[Trace] = []
    later: list[Layer] = []
    for step in surroundings.earlier():
        one = layer(surroundings.file, step)
        found += [trace for trace in one.traces if not any(other.deletes_all_of(trace) for other in later)]
        if one.deletes:
            later.append(one)
    return found


def later_runs(file: Dockerfile, instruction: Instruction) -> Iterator[Run]:
    """Yield the RUNs that work on what an instruction leaves, in its stage and on the way to the image."""
    home = file.graph.stage_of(instruction)
    shipped = file.graph.shipped
    stages = shipped[: shipped.index(home) + 1] if home in shipped else [home]
    for stage in reversed(stages):
        for step in stage.steps if stage is not None else ():
            if isinstance(step, Run) and step.index > instruction.index:
                yield step


def layer(file: Dockerfile, instruction: Instruction) -> Layer:
    """Return what COPY, ADD or RUN leaves and deletes; for instructions inside ONBUILD nothing is known."""
    known = instruction.facts.get("layer")
    if known is None:
        known = instruction.facts["layer"] = _read_layer(file, instruction)
    return known  # type: ignore[return-value]


def _read_layer(file: Dockerfile, instruction: Instruction) -> Layer:
    found = Layer()
    if instruction.in_onbuild:
        return found
    if isinstance(instruction, (Copy, Add)):
        found.traces = list(_copied(file, instruction))
    elif isinstance(instruction, Run):
        surroundings = Surroundings(file, instruction)
        outside = [target for _, target in surroundings.mounts()]
        for command in surroundings.commands:
            deletes = possible_deletions(surroundings, command)
            if deletes:
                found.deletes += deletes
                found.traces = [
                    trace
                    for trace in found.traces
                    if not any(path is None or wipes(path, trace.path) for path in deletes)
                ]
            if command.name in _CREATORS and not command.conditional:
                for path in effects(surroundings, command).writes:
                    if path not in SYSTEM and path != "/" and not any(covers(one, path) for one in outside):
                        found.traces.append(Trace(path, instruction, command=command))
    return found


def _copied(file: Dockerfile, node: Copy | Add) -> Iterator[Trace]:
    """Yield where each source lands; both readings where it is not known whether the destination is a folder."""
    writes = file.graph.flow(node).writes
    for source in node.sources:
        value = file.graph.expand(node, source.value) or source.value
        if node.heredocs and value.startswith("<<"):
            continue
        name = base_name(value.partition("?")[0] if is_remote(value) else value)
        exact = [path for path in writes if base_name(path) == name]
        for path in exact or writes:
            yield Trace(path, node, source=source)
            if not exact and name not in ("", ".", "..") and not is_unpacked_by_add(node, value):
                yield Trace(f"{path.rstrip('/')}/{name}", node, source=source)


def is_unpacked_by_add(node: Copy | Add, source: str) -> bool:
    """Whether ADD puts the content of an archive into the image, not the archive."""
    if not isinstance(node, Add) or not source.lower().endswith(TAR_ARCHIVES):
        return False
    return bool(node.unpack) if is_remote(source) else node.unpack is not False


def wipes(pattern: str, path: str) -> bool:
    """Whether deleting what a shell's pattern finds deletes a path with all that it holds."""
    return covers(pattern, path) or (pattern.endswith("/*") and covers(pattern[:-2] or "/", path))


def deleted(surroundings: Surroundings, command: Command) -> list[tuple[ShellWord, str | None]]:
    """Return the words with which `rm` is told what to delete and the paths they name, None where that is not known."""
    if command.name not in ("rm", "rmdir", "unlink", "shred"):
        return []
    return [
        (word, surroundings.path(text, command))
        for word in command.positionals()
        for text in brace_expansions(word.raw)
    ]


def possible_deletions(surroundings: Surroundings, command: Command) -> list[str | None]:
    """Return the paths that a command may delete; None among them stands for any."""
    words = deleted(surroundings, command)
    if words:
        return [path for _, path in words]
    if command.name in ("rm", "rmdir", "unlink", "shred", "eval"):
        return [None]  # `xargs rm`
    if command.name == "mv":
        acts = effects(surroundings, command)
        return [None] if acts.unknown_writes else list(acts.deletes)
    if command.name in _COMPRESSORS and not command.has("-k", "--keep", "-c", "--stdout"):
        return [surroundings.path(word.raw, command) for word in command.positionals()]
    if command.name == "find":
        tidies = command.has("-delete") or any(word.text == "rm" for word in command.arguments)
        places = [word for word in command.arguments if word.text[:1] in ("/", ".", "$", "~")]
        return [surroundings.path(word.raw, command) for word in places] or [None] if tidies else []
    words_of_name = command.arguments[:1] if command.name in _SCRIPT_RUNNERS else command.words[:1]
    return [None] if any("clean" in word.text.rpartition("/")[2] for word in words_of_name) else []


def effects(surroundings: Surroundings, command: Command) -> Effects:
    """Return what one command does to files."""

    def lookup(name: str) -> str:
        value = surroundings.variable(name, command)
        if not value:
            raise UnknownValue
        return value

    def text(raw: str) -> str | None:
        if "$(" in raw or "`" in raw:
            return None
        try:
            return expand(raw, lookup)
        except (ExpansionError, UnknownValue):
            return None

    found = Effects(surroundings.path(".", command), text, surroundings.home(command))
    follow(found, command)
    return found
