"""The files that each layer brings, followed through the RUNs behind: which of them are deleted, unpacked, changed."""

from __future__ import annotations

from dockerlint.graph.paths import SYSTEM, base_name, covers, has_wildcard, parent
from dockerlint.graph.stages import is_remote
from dockerlint.knowledge.file_names import BULKY, TAR_ARCHIVES
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.cleanup._archives import is_plain, same_file, unpacked
from dockerlint.rules.cleanup._sizes import is_bulky
from dockerlint.rules.cleanup.common import (
    REMOVERS,
    REWRITERS,
    deleted,
    effects,
    layers,
    possible_deletions,
    rewritten,
    wipes,
)
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

# Commands whose outputs are files to speak of, at paths that their words name.
_CREATORS = (
    *("7z", "bsdtar", "bunzip2", "bzip2", "composer", "cp", "curl", "dd", "git", "gunzip", "gzip", "install", "mv"),
    *("npm", "pnpm", "tar", "unxz", "unzip", "wget", "xz", "yarn"),
)
# Nobody puts files of his own there: what package managers leave in them is the business of `_packages`.
_CACHES = ("/var/lib/apt", "/var/cache/", "/var/lib/yum")
# So many files below one directory are looked at.
_MOST_TRACES = 100
# Of what these write, their caches are the business of `_packages`.
_PROJECT_MANAGERS = ("composer", "npm", "pnpm", "yarn")
_PROJECT_FOLDERS = ("node_modules", "vendor")


class Trace:
    """A file or directory that an instruction leaves in its layer: a source of COPY or ADD, or a command's work."""

    __slots__ = ("added_plainly", "command", "instruction", "is_guess", "path", "source", "unpacked_by")

    def __init__(
        self,
        path: str,
        instruction: Instruction,
        *,
        source: Word | None = None,
        command: Command | None = None,
        is_guess: bool = False,
    ) -> None:
        self.path = path
        self.is_guess = is_guess  # whether it is the less likely of two readings
        self.instruction = instruction
        self.source = source
        self.command = command
        self.unpacked_by: Command | None = None  # in a later RUN
        self.added_plainly = False  # whether ADD could do what that command does

    def is_bulky(self, *, folder: bool) -> bool:
        """Whether it takes space to speak of; where the names do not tell, a `folder` does."""
        names = [self.path, parent(self.path)] if self.is_guess else [self.path]
        if self.source is not None:
            names.append(self.source.value.strip("\"'"))
        return is_bulky(names, self.command, folder=folder)

    def __repr__(self) -> str:
        return f"<Trace {self.path} line {self.instruction.start_line}>"


class Encounter:
    """A word of a command in a RUN that names what earlier layers hold: `traces`, the best known and latest first."""

    __slots__ = ("command", "traces", "word")

    def __init__(self, command: Command, word: ShellWord, path: str, traces: list[Trace]) -> None:
        self.command = command
        self.word = word
        # `rm /tmp/*` may well delete all that was put into /tmp, but a file in it says more.
        self.traces = sorted(traces, key=lambda trace: (not covers(path, trace.path), trace.is_guess))


class _Step:
    """What one command of a RUN may do to files, whatever earlier layers hold."""

    __slots__ = ("archives", "created", "deleted", "deletions", "rewritten")

    def __init__(self, surroundings: Surroundings, command: Command) -> None:
        name = command.name
        self.archives = unpacked(surroundings, command)
        # Only what is sure to run counts, for all but deletions that may be.
        self.deleted = deleted(surroundings, command) if name in REMOVERS and not command.conditional else []
        self.rewritten = rewritten(surroundings, command) if name in REWRITERS and not command.conditional else []
        self.deletions = possible_deletions(surroundings, command)
        self.created: list[str] = []
        if name in _CREATORS and not command.conditional and not _makes_directories(command):
            outside = [target for _, target in surroundings.mounts()]
            for path in effects(surroundings, command).writes:
                if name in _PROJECT_MANAGERS and base_name(path) not in _PROJECT_FOLDERS:
                    continue
                if path not in SYSTEM and path != "/" and not any(covers(target, path) for target in outside):
                    self.created.append(path)

    @property
    def matters(self) -> bool:
        """Whether it does anything."""
        return bool(self.archives or self.deleted or self.rewritten or self.deletions or self.created)


class Ledger:
    """What stands in the file system, entered layer by layer; one pass over the stages."""

    __slots__ = ("_below", "_copies", "_file", "_latest", "_named", "deletions", "last", "rewrites", "traces")

    def __init__(self, file: Dockerfile, stages: list[Stage]) -> None:
        self._file = file
        self._below: dict[str, dict[Trace, None]] = {}  # by path and by each of the directories above
        self._latest: dict[str, Trace] = {}  # by path
        self._named: dict[str, list[Trace]] = {}  # by base name
        self._copies: dict[str, list[Trace]] = {}  # from the build context, by path
        self.traces: dict[Instruction, list[Trace]] = {}
        self.deletions: dict[Instruction, list[Encounter]] = {}  # by `rm`
        self.rewrites: dict[Instruction, list[Encounter]] = {}  # by `chown -R` and its like
        self.last = -1  # the index of the last instruction that is followed
        for step in layers(stages):
            self.last = step.index
            # In a stage that another one builds on, ONBUILD has brought it in with another working directory.
            if step.in_onbuild:
                continue
            if isinstance(step, (Copy, Add)):
                self._enter(step, list(_copied(file, step)))
            elif isinstance(step, Run):
                self._enter(step, self._follow(step))

    def _enter(self, step: Instruction, traces: list[Trace]) -> None:
        self.traces[step] = traces
        for trace in traces:
            before = self._latest.get(trace.path)
            if before is not None:
                self._remove(before)
            self._latest[trace.path] = trace
            if isinstance(step, (Copy, Add)) and step.from_ is None:
                self._copies.setdefault(trace.path, []).append(trace)
            self._named.setdefault(base_name(trace.path), []).append(trace)
            path = trace.path
            while True:
                self._below.setdefault(path, {})[trace] = None
                above = parent(path)
                if above == path:
                    break
                path = above

    def _follow(self, run: Run) -> list[Trace]:
        """Book what the commands of a RUN do to earlier layers; return what they leave themselves."""
        surroundings = surroundings_of(self._file, run)
        left: dict[str, Trace] = {}
        deletions: list[str | None] = []
        unpackings: list[tuple[Command, Trace]] = []
        for command, step in _steps(surroundings):
            for archive in step.archives:
                unpackings += [(command, trace) for trace in self._archives(archive)]
            for word, path in step.deleted:
                found = (self._find(path) or list(self._copied_parts(path))) if path is not None else []
                if path is not None and found:
                    self.deletions.setdefault(run, []).append(Encounter(command, word, path, found))
            for word, path in step.rewritten:
                found = self._find(path)
                if found:
                    self.rewrites.setdefault(run, []).append(Encounter(command, word, path, found))
            for path in step.deletions:
                deletions.append(path)
                if path is None or len(left) > _MOST_TRACES:
                    left.clear()
                else:
                    left = {place: trace for place, trace in left.items() if not _spoils(path, trace)}
                    for trace in self._find(path):
                        self._remove(trace)
            for path in step.created:
                left[path] = Trace(path, run, command=command)
        for command, trace in unpackings:
            if trace.unpacked_by is None:
                trace.unpacked_by = command
                trace.added_plainly = len(deletions) <= _MOST_TRACES and is_plain(surroundings, command, deletions)
        return list(left.values())

    def _find(self, pattern: str) -> list[Trace]:
        """Return what deleting a pattern deletes wholly, the latest first."""
        path = pattern
        while has_wildcard(path):
            path = parent(path)
        found: list[Trace] = []
        for count, trace in enumerate(reversed(self._below.get(path, {}))):
            if path == pattern or wipes(pattern, trace.path):
                found.append(trace)
            if count == _MOST_TRACES:
                break
        return found

    def _copied_parts(self, path: str) -> Iterator[Trace]:
        """Yield what of a copied folder stands at a path, as far as the build context shows it."""
        context = self._file.context
        above = parent(path)
        while context is not None and not has_wildcard(path) and above != parent(above):
            for trace in self._copies.get(above, ()):
                source = self._file.graph.expand(trace.instruction, trace.source.value) if trace.source else None
                inside = f"{source}/{path[len(above) :]}"
                if source and (context.is_directory(inside) or (path.endswith(BULKY) and context.exists(inside))):
                    yield Trace(path, trace.instruction, source=trace.source)
            above = parent(above)

    def _remove(self, trace: Trace) -> None:
        path = trace.path
        while trace in self._below.get(path, ()):
            del self._below[path][trace]
            path = parent(path)

    def _archives(self, path: str) -> list[Trace]:
        """Return the archives that a path may be."""
        found = self._find(path)
        if not found and path[0] != "/":
            # A name in a directory that is not known is that of the file, for it has to be there.
            named = self._named.get(base_name(path), ())[-_MOST_TRACES:]
            found = [trace for trace in named if same_file(path, trace.path)]
        return found


def _steps(surroundings: Surroundings) -> list[tuple[Command, _Step]]:
    """Return the commands of a RUN that do something to files, with what each does."""

    def find() -> list[tuple[Command, _Step]]:
        steps = [(command, _Step(surroundings, command)) for command in surroundings.script.commands]
        return [(command, step) for command, step in steps if step.matters]

    return surroundings.of_all("steps of the ledger", find)


def deletions_in(file: Dockerfile, stage: Stage, run: Instruction) -> list[Encounter]:
    """Return what a RUN deletes of earlier layers; the ledger is kept only where there can be something."""
    known = _known_ledger(file, stage)
    if known is not None and run.index > known.last:
        return []
    if run.index <= _first_entry(file) or not _removes_files(file, run):
        return []
    return ledger_of(file, stage).deletions.get(run, [])


def _removes_files(file: Dockerfile, run: Instruction) -> bool:
    """Whether a RUN deletes anything but caches."""
    known = run.facts.get("removes files")
    if not isinstance(known, bool):
        removers = [command for command in file.commands(run) if command.name in REMOVERS]
        known = run.facts["removes files"] = any(
            not word.text.startswith(_CACHES) for command in removers for word in command.positionals()
        )
    return known


def _first_entry(file: Dockerfile) -> int:
    """Return the index of the first instruction of the image that may leave a trace; that of none is past the end."""
    facts = file.stages[0].instruction.facts
    known = facts.get("first entry")
    if not isinstance(known, int):
        known = facts["first entry"] = next(
            (step.index for stage in reversed(file.graph.shipped) for step in stage.steps if _may_enter(step, file)),
            len(file.tree.instructions),
        )
    return known


def _may_enter(step: Instruction, file: Dockerfile) -> bool:
    if isinstance(step, Run):
        return any(command.name in _CREATORS for command in file.commands(step))
    return isinstance(step, (Copy, Add))


def ledger_of(file: Dockerfile, stage: Stage) -> Ledger:
    """Return the ledger of the image's layers, or of a stage alone whose layers are thrown away."""
    known = _known_ledger(file, stage)
    if known is None:
        stages = _last_to_first(file, stage)
        known = stages[0].instruction.facts["ledger"] = Ledger(file, stages[::-1])
    return known


def _known_ledger(file: Dockerfile, stage: Stage) -> Ledger | None:
    known = _last_to_first(file, stage)[0].instruction.facts.get("ledger")
    return known if isinstance(known, Ledger) else None


def _last_to_first(file: Dockerfile, stage: Stage) -> list[Stage]:
    shipped = file.graph.shipped
    return shipped if stage in shipped else [stage]


def _makes_directories(command: Command) -> bool:
    return command.name == "install" and command.has("-d", "--directory")


def _spoils(path: str, trace: Trace) -> bool:
    """Whether a deletion in the same RUN leaves nothing certain of a trace.

    Part of an unpacked tree may be all of it; only a clone is known to be more than its `.git`.
    """
    if wipes(path, trace.path):
        return True
    return trace.command is not None and trace.command.name != "git" and covers(trace.path, path)


def _copied(file: Dockerfile, node: Copy | Add) -> Iterator[Trace]:
    """Yield where each source lands; both readings where it is not known whether the destination is a folder."""
    names = {source: _source_name(file, node, source) for source in node.sources}
    by_name: dict[str, list[str]] = {}
    for path in file.graph.flow(node).writes:
        by_name.setdefault(base_name(path), []).append(path)
    own_names = set(names.values())
    rest = [path for name, paths in by_name.items() if name not in own_names for path in paths]
    for source, name in names.items():
        if name is None:
            continue
        for path in by_name.get(name, rest):
            if name not in by_name and name and not _is_unpacked(node, name):
                yield Trace(f"{path.rstrip('/')}/{name}", node, source=source, is_guess=True)
            yield Trace(path, node, source=source)


def _source_name(file: Dockerfile, node: Copy | Add, source: Word) -> str | None:
    """Return a source's last component, "" for a whole folder; None for a here-document."""
    value = file.graph.expand(node, source.value) or source.value.strip("\"'")
    if node.heredocs and value.startswith("<<"):
        return None
    name = base_name(value.partition("?")[0] if is_remote(value) else value)
    return "" if name in (".", "..") else name


def _is_unpacked(node: Copy | Add, name: str) -> bool:
    """Whether ADD brings the content of an archive instead of the archive."""
    return isinstance(node, Add) and name.lower().endswith(TAR_ARCHIVES) and node.unpack is not False
