"""Path flow: what each instruction reads, writes and deletes, as far as that can be known.

Symbolic links are not followed, and a change of permissions counts as a write.
"""

from __future__ import annotations

from dockerlint.context.paths import clean_path
from dockerlint.graph.paths import BASE_DIRECTORY, base_name, covers, has_wildcard, join
from dockerlint.graph.stages import is_remote
from dockerlint.graph.variables import Unknown, evaluate
from dockerlint.graph.walk import walk
from dockerlint.shell import commands
from dockerlint.shell.bodies import is_shell_script
from dockerlint.syntax.instructions import Add, Copy, Run, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.context import Context
    from dockerlint.graph.actions import Effects
    from dockerlint.graph.shells import Shells
    from dockerlint.graph.stages import Edge, Stage
    from dockerlint.graph.variables import Definition, Variables
    from dockerlint.shell import Command
    from dockerlint.shell.vocabulary import Scope
    from dockerlint.syntax.instructions import Instruction

_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst")
# Endings by which a name is taken for a file's where no context can be asked: directories do not have them.
_FILE_ENDINGS = frozenset(
    "apk c cc cer cfg cjs conf cpp crt cs csproj css csv deb env exe fsproj gem go gradle gz h html ico "  # noqa: SIM905
    "ini jar java js json key kt kts lock lua md mjs mod msi php pl png pom pp properties proto ps1 py r rb "
    "repo rpm rs service sh sln so sql sum svg targets tf toml ts tsx txt war whl xml yaml yml zip".split()
)
_FILES = (
    "Dockerfile",
    "Gemfile",
    "LICENSE",
    "Makefile",
    "Pipfile",
    "Procfile",
    "Rakefile",
    "gradlew",
    "mvnw",
)


class Flow:
    """What one instruction reads and writes: paths in the terms of `dockerlint.graph.paths`.

    `reads` and `writes` are possible, `deletes` are certain; `writes` leaves out what the instruction itself
    deletes again, and the directories that are made on the way to a path. `context_reads` are sources in the
    build context, relative to its root, with the wildcards of COPY; the root itself is empty. `stage_reads`
    are paths of other stages. With `unknown_reads` or `unknown_writes` there may be any others.
    """

    __slots__ = (
        "context_reads",
        "deletes",
        "reads",
        "stage_reads",
        "unknown_reads",
        "unknown_writes",
        "writes",
    )

    def __init__(
        self,
        reads: tuple[str, ...] = (),
        writes: tuple[str, ...] = (),
        deletes: tuple[str, ...] = (),
        *,
        context_reads: tuple[str, ...] = (),
        stage_reads: tuple[tuple[Stage, str], ...] = (),
        unknown_reads: bool = False,
        unknown_writes: bool = False,
    ) -> None:
        self.reads = reads
        self.writes = writes
        self.deletes = deletes
        self.context_reads = context_reads
        self.stage_reads = stage_reads
        self.unknown_reads = unknown_reads
        self.unknown_writes = unknown_writes

    def __repr__(self) -> str:
        parts = [f"{name}={getattr(self, name)!r}" for name in self.__slots__ if getattr(self, name)]
        return f"Flow({', '.join(parts)})"


EMPTY = Flow()
# Of the variables that the text of an instruction names, one whose value is not known.
_UNKNOWN = "\0unknown"


class _Acts:
    """What a RUN does to files, and all that this rests on beside its text: it holds wherever that is the same."""

    __slots__ = ("deletes", "reads", "state", "unknown_reads", "unknown_writes", "values", "writes")

    def __init__(self, state: tuple[object, ...], values: dict[str, str | None], effects: Effects) -> None:
        self.state = state  # the directory, homes, and whether a shell for sh scripts reads it
        self.values = values  # of the variables that were asked for
        self.reads = tuple(effects.reads)
        self.writes = tuple(effects.writes)
        self.deletes = tuple(effects.deletes)
        self.unknown_reads = effects.unknown_reads
        self.unknown_writes = effects.unknown_writes

    def holds(self, state: tuple[object, ...], scope: dict[str, Definition]) -> bool:
        """Whether it would be the same in another state."""
        if self.state != state:
            return False
        for name, value in self.values.items():
            definition = scope.get(name)
            if value != (_UNKNOWN if definition is None or definition.value is None else definition.value):
                return False
        return True


class Flows:
    """The flows of all instructions of a file, found by one walk along the tree of the stages' bases.

    Without `runs` those of RUN are left empty, which costs much less: no other instruction's flow depends on them.
    """

    __slots__ = (
        "_context",
        "_context_kinds",
        "_directories",
        "_edges",
        "_file_systems",
        "_flows",
        "_known",
        "_layout",
        "_runs",
        "_same",
        "_scope",
        "_shells",
        "_undo",
        "_variables",
        "_workdir",
    )

    def __init__(
        self,
        stages: list[Stage],
        variables: Variables,
        shells: Shells,
        context: Context | None,
        *,
        runs: bool = True,
        layout: Flows | None = None,
    ) -> None:
        self._layout = layout  # the flows of everything but RUN, where they are known
        self._same: dict[str, _Acts] = {}  # by the text of a RUN without here-documents
        self._variables = variables
        self._shells = shells
        self._context = context
        self._context_kinds: dict[str, str] = {}  # by path in the build context; "" where nothing is there
        self._runs = runs
        self._flows: list[list[Flow]] = [[] for _ in stages]  # of each stage's steps
        self._directories: list[list[str | None]] = [
            [] for _ in stages
        ]  # working directory in front of each step, and at the end
        self._scope: dict[str, Definition] = {}
        self._known: set[str] = set()  # directories that are there for certain
        self._undo: list[Callable[[], object]] = []
        self._workdir: str | None = BASE_DIRECTORY
        self._edges: dict[Instruction, list[Edge]] = {}
        self._file_systems: list[frozenset[str]] = []
        marks: list[tuple[int, str | None]] = []
        for stage, entering in walk(stages):
            if entering:
                marks.append((len(self._undo), self._workdir))
                self._read_stage(stage)
            else:
                mark, self._workdir = marks.pop()
                while len(self._undo) > mark:
                    self._undo.pop()()

    def of(self, stage: Stage | None, instruction: Instruction) -> Flow:
        """Return the flow of an instruction of the stage; an empty one for FROM and what stands before it."""
        if stage is None or instruction is stage.instruction:
            return EMPTY
        return self._flows[stage.index][len(stage.triggered) + stage.position(instruction)]

    def of_steps(self, stage: Stage) -> list[Flow]:
        """Return the flows of a stage's steps, those of triggers included."""
        return self._flows[stage.index]

    def directory(self, stage: Stage | None, instruction: Instruction) -> str | None:
        """Return the working directory where an instruction begins; None where it is not known."""
        if stage is None or instruction is stage.instruction:
            return None
        return self._directories[stage.index][len(stage.triggered) + stage.position(instruction)]

    def last_directory(self, stage: Stage) -> str | None:
        """Return the working directory that the stage leaves; None where it is not known."""
        return self._directories[stage.index][-1]

    # One stage

    def _read_stage(self, stage: Stage) -> None:
        if stage.base is None:
            self._workdir = "/" if stage.is_scratch else BASE_DIRECTORY
        edges: dict[Instruction, list[Edge]] = {}
        for edge in stage.edges:
            edges.setdefault(edge.instruction, []).append(edge)
        self._edges = edges
        flows = self._flows[stage.index]
        directories = self._directories[stage.index]
        layout = self._layout
        for number, instruction in enumerate(stage.steps):
            if layout is not None:
                self._workdir = layout._directories[stage.index][number]  # noqa: SLF001
            directories.append(self._workdir)
            if layout is None or instruction.keyword == "RUN":
                flows.append(self._flow(stage, instruction))
            else:
                flows.append(layout._flows[stage.index][number])  # noqa: SLF001
            for definition in self._variables.by_instruction.get(instruction, ()):
                self._define(definition)
        if layout is not None:
            self._workdir = layout._directories[stage.index][-1]  # noqa: SLF001
        directories.append(self._workdir)

    def _define(self, definition: Definition) -> None:
        scope, name = self._scope, definition.name
        before = scope.get(name)
        scope[name] = definition
        if before is None:
            self._undo.append(lambda: scope.pop(name))
        else:
            self._undo.append(lambda: scope.update({name: before}))

    def _flow(self, stage: Stage, instruction: Instruction) -> Flow:
        if isinstance(instruction, Run):
            # A trigger stands in the stage below.
            return self._run(stage.base if instruction.in_onbuild else stage, instruction) if self._runs else EMPTY
        if isinstance(instruction, (Copy, Add)):
            return self._copy(instruction)
        if isinstance(instruction, Workdir):
            return self._change_directory(instruction)
        return EMPTY

    def _lookup(self, name: str) -> str | None:
        definition = self._scope.get(name)
        if definition is None or definition.value is None:
            raise Unknown
        return definition.value

    def _expand(self, instruction: Instruction, text: str) -> str | None:
        return evaluate(text, self._lookup, instruction.escape)

    # WORKDIR

    def _change_directory(self, instruction: Workdir) -> Flow:
        text = self._expand(instruction, instruction.path.value)
        self._workdir = None if text is None else join(self._workdir, _slashes(text, instruction))
        if self._workdir is None:
            return Flow(unknown_writes=True)
        self._note_directory(self._workdir)
        return Flow(writes=(self._workdir,))

    def _note_directory(self, path: str) -> None:
        known = self._known
        if path not in known:
            known.add(path)
            self._undo.append(lambda: known.discard(path))

    # COPY and ADD

    def _copy(self, instruction: Copy | Add) -> Flow:
        edge = next((edge for edge in self._edges.get(instruction, ()) if edge.what != "context"), None)
        owner = instruction.chown
        reads = [] if owner is None or _is_numeric(owner.value or "") else ["/etc/passwd", "/etc/group"]
        sources = _Sources(instruction, lambda text: self._expand(instruction, text))
        # Where a variable is not known, the source may be anything.
        paths = [clean_path(path or "") for path in sources.local]
        stage = edge.source if edge is not None else None
        writes = self._destinations(instruction, sources, edge)
        return Flow(
            tuple(reads),
            tuple(writes or ()),
            context_reads=tuple(paths) if edge is None else (),
            stage_reads=tuple((stage, f"/{path}") for path in paths) if stage is not None else (),
            unknown_writes=writes is None,
        )

    def _destinations(self, instruction: Copy | Add, sources: _Sources, edge: Edge | None) -> list[str] | None:
        """Return what is written; None where the destination is not known."""
        word = instruction.destination
        text = None if word is None else self._expand(instruction, word.value)
        if text is None:
            return None
        text = _slashes(text, instruction)
        place = join(self._workdir, text)
        if place is None:
            return None
        is_directory = (
            text.endswith("/") or base_name(text) in ("", ".", "..") or sources.count > 1 or place in self._known
        )
        writes: list[str] = []
        if isinstance(instruction, Copy) and instruction.parents:
            return [_parented(place, path) for path in sources.local]
        for path in sources.local:
            kind = self._kind(instruction, path, edge)
            if kind == "file" and path is not None and is_directory:
                writes.append(_inside(place, base_name(path)))
            else:
                writes.append(place)
                if kind == "directory":
                    self._note_directory(place)
        writes += [_inside(place, name) if is_directory and name else place for name in sources.files]
        return list(dict.fromkeys(writes))

    def _kind(self, instruction: Copy | Add, path: str | None, edge: Edge | None) -> str:
        """Return `file`, `directory` or, where that is not known, "": a directory's contents are copied."""
        if path is None:
            return ""
        name = base_name(path)
        if name in ("", ".", "..") or path.endswith("/"):
            return "directory"
        if isinstance(instruction, Add) and (instruction.unpack or path.lower().endswith(_ARCHIVES)):
            return ""
        if edge is None and self._context is not None and not has_wildcard(path):
            kind = self._context_kinds.get(path)
            if kind is None:
                found = self._context.find(path)
                kind = "" if found is None else "directory" if found.is_directory else "file"
                self._context_kinds[path] = kind
            if kind:
                return kind
        ending = name.rpartition(".")[2]
        return "file" if (ending in _FILE_ENDINGS and ending != name) or name in _FILES else ""

    # RUN

    def _run(self, stage: Stage | None, instruction: Run) -> Flow:
        acts = self._acts(stage, instruction)
        reads, writes, deletes = acts.reads, acts.writes, acts.deletes
        context_reads: list[str] = []
        stage_reads: list[tuple[Stage, str]] = []
        if instruction.flags:
            for target in self._mounts(instruction, context_reads, stage_reads):
                # What lies on a mount is no part of the stage's file system.
                reads, writes, deletes = (
                    tuple([path for path in paths if not covers(target, path)]) for paths in (reads, writes, deletes)
                )
        return Flow(
            reads,
            writes,
            deletes,
            context_reads=tuple(context_reads),
            stage_reads=tuple(stage_reads),
            unknown_reads=acts.unknown_reads,
            unknown_writes=acts.unknown_writes,
        )

    def _acts(self, stage: Stage | None, instruction: Run) -> _Acts:
        """Return what a RUN does; following its commands takes longer than all else here, so it is kept."""
        reads_sh = instruction.is_json or self._shells.at(stage, instruction, only_posix=True).is_posix
        state = (self._workdir, self._home(), self._python_homes(), reads_sh)
        text = instruction.arguments.value
        known: _Acts | None = instruction.facts.get("acts")  # type: ignore[assignment]
        if known is None and not instruction.heredocs:
            known = self._same.get(text)
        if known is not None and known.holds(state, self._scope):
            instruction.facts["acts"] = known
            return known
        values: dict[str, str | None] = {}

        def lookup(name: str) -> str | None:
            definition = self._scope.get(name)
            value = values[name] = _UNKNOWN if definition is None or definition.value is None else definition.value
            if value is _UNKNOWN:
                raise Unknown
            return value

        from dockerlint.graph.actions import Effects  # large, and most checks ask for COPY alone

        script = commands(instruction) if reads_sh else []
        variables = _ScriptVariables(instruction, script, lookup)
        effects = Effects(self._workdir, variables.expand, state[1], state[2])
        if reads_sh:
            _follow(script, effects)
        else:
            effects.unknown()
        acts = instruction.facts["acts"] = _Acts(state, values, effects)
        if not instruction.heredocs:
            self._same[text] = acts
        return acts

    def _mounts(self, instruction: Run, context_reads: list[str], stage_reads: list[tuple[Stage, str]]) -> list[str]:
        """Add what mounts read, and return where they stand."""
        sources = {edge.written: edge.source for edge in self._edges.get(instruction, ()) if edge.kind == "mount"}
        targets = []
        for mount in instruction.mounts:
            source = self._expand(instruction, mount.source or "")
            if mount.from_:
                stage = sources.get(mount.from_)
                if stage is not None:
                    stage_reads.append((stage, "/" if source is None else join("/", source) or "/"))
            elif mount.type == "bind":
                context_reads.append("" if source is None else clean_path(source))
            target = mount.target or ("/run/secrets" if mount.type == "secret" else "")
            place = self._expand(instruction, target)
            path = join(self._workdir, place) if place else None
            if path is not None:
                targets.append(path)
        return targets

    def _home(self) -> str | None:
        definition = self._scope.get("HOME")
        value = definition.value if definition is not None else None
        return value if value is not None and value.startswith("/") else None

    def _python_homes(self) -> tuple[str, ...]:
        """Return the directories whose `bin` an ENV has put on the PATH, and the virtual environment."""
        homes = []
        path = self._scope.get("PATH")
        if path is not None and path.pair.value is not None:
            for part in path.pair.value.value.strip("\"'").split(":"):
                value = evaluate(part, self._lookup, path.instruction.escape)
                if value and value.startswith("/") and value.endswith("/bin"):
                    homes.append(value[:-4] or "/")
        active = self._scope.get("VIRTUAL_ENV")
        if active is not None and active.value:
            homes.append(active.value)
        return tuple(homes)


class _Sources:
    """The sources of COPY or ADD: local paths (None for a variable not known), and files by their names."""

    __slots__ = ("files", "local")

    def __init__(self, instruction: Copy | Add, expand: Callable[[str], str | None]) -> None:
        self.local: list[str | None] = []
        self.files: list[str] = []  # here-documents and downloads; "" where the name is not known
        heredocs = {heredoc.name for heredoc in instruction.heredocs}
        for word in instruction.sources:
            if heredocs and word.value.startswith("<<"):
                self.files.append(word.value.lstrip("<-").strip("'\""))
                continue
            text = expand(word.value)
            shown = word.value if text is None else text
            if isinstance(instruction, Add) and is_remote(shown):
                name = base_name(shown.partition("?")[0].partition("#")[0].rstrip("/"))
                is_git = shown.partition("#")[0].endswith(".git") or not shown.lower().startswith("http")
                self.files.append("" if is_git or "$" in name or instruction.unpack else name)
            else:
                self.local.append(None if text is None else _slashes(text, instruction))

    @property
    def count(self) -> int:
        return len(self.local) + len(self.files)


def _follow(script: list[Command], effects: Effects) -> None:
    """Add up what the commands of a script do: where each runs, whether it must, and its redirects."""
    from dockerlint.graph.effects import run

    unsure = _unsure(script)
    open_scopes: list[tuple[Scope, str | None]] = []  # subshells and scripts inside, with the directory outside
    for command in script:
        around = command.shells
        while open_scopes and open_scopes[-1][0] not in around:
            effects.cwd = open_scopes.pop()[1]
        open_scopes += [(scope, effects.cwd) for scope in around[len(open_scopes) :]]
        inside = effects.cwd
        if command.elsewhere:
            effects.cwd = None
        effects.certain = not command.conditional and command not in unsure
        if command.name in ("cd", "pushd", "popd"):
            _change_directory(command, effects)
        else:
            run(effects, command)
        if command.elsewhere:
            effects.cwd = inside
        _redirects(command, effects)


def _change_directory(command: Command, effects: Effects) -> None:
    words = command.positionals()
    if command.name == "popd" or not effects.certain or (words and words[0].raw == "-"):
        effects.cwd = None
    else:
        effects.cwd = effects.path(words[0] if words else "~")


def _redirects(command: Command, effects: Effects) -> None:
    for redirect in command.redirects:
        if redirect.heredoc is not None:
            if not command.words and not is_shell_script(redirect.heredoc.text):
                effects.unknown()
        elif redirect.target.raw.startswith("/dev/"):
            continue
        elif redirect.operator == ">":
            effects.create(redirect.target)
        elif redirect.writes:
            effects.write(redirect.target)
        elif redirect.operator == "<":
            effects.read(redirect.target)


def _unsure(script: list[Command]) -> set[Command]:
    """Return the commands that may not run although the script succeeds, conditions and loops left aside.

    They are those behind `&&` in a list that is not the last one, behind `||` in any, and behind an `exit`.
    """
    unsure: set[Command] = set()
    chain: list[Command] = []
    for command in script:
        if command.connector not in ("&&", "||", "|"):
            unsure.update(chain[1:])
            chain = []
        chain.append(command)
    if any(command.connector == "||" for command in chain):
        unsure.update(chain[1:])
    for index, command in enumerate(script):
        if command.name == "exit" and (not command.arguments or command.arguments[0].value in ("0", None)):
            unsure.update(script[index + 1 :])
            break
    return unsure


class _ScriptVariables:
    """The variables that a script sees: its own, and the environment's."""

    __slots__ = ("_assigned", "_lookup", "_text")

    def __init__(self, instruction: Run, script: list[Command], lookup: Callable[[str], str | None]) -> None:
        self._lookup = lookup
        self._text = instruction.text
        # A value where the script gives it one constant alone, else None.
        self._assigned: dict[str, str | None] = {}
        for command in script:
            for assignment in command.assignments:
                name = assignment.name
                alone = not command.words and not command.conditional and name not in self._assigned
                self._assigned[name] = assignment.value if alone else None
            if command.name in (
                "export",
                "local",
                "declare",
                "readonly",
                "typeset",
                "read",
                "unset",
                "getopts",
            ):
                self._assigned.update((word.raw.partition("=")[0], None) for word in command.arguments)

    def expand(self, raw: str) -> str | None:
        """Return the value of a word; None where it is not known."""
        if "`" in raw or "$(" in raw:
            return None
        return evaluate(raw, self._value, "\\")

    def _value(self, name: str) -> str | None:
        if name in self._assigned:
            value = self._assigned[name]
        elif f"for {name} in" in self._text:
            value = self._assigned[name] = None
        elif name == "HOME":
            try:
                value = self._lookup(name)
            except Unknown:
                value = "~"
        else:
            return self._lookup(name)
        if value is None:
            raise Unknown
        return value


def _is_numeric(owner: str) -> bool:
    return all(part.isdigit() for part in owner.split(":"))


def _slashes(path: str, instruction: Instruction) -> str:
    """Turn the separators of Windows paths."""
    if instruction.escape == "`" or (path[1:3] == ":\\" and path[0].isalpha()):
        return path.replace("\\", "/")
    return path


def _inside(directory: str, name: str) -> str:
    return f"{directory.rstrip('/')}/{name}"


def _parented(place: str, path: str | None) -> str:
    """Return what `COPY --parents` writes: the source's path, from a `/./` on, up to a `**`."""
    if path is None:
        return place
    kept = path.partition("/./")[2] or path
    if "**" in kept:
        kept = kept.partition("**")[0].rpartition("/")[0]
    return _inside(place, clean_path(kept)) if clean_path(kept) else place
