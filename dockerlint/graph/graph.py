"""The graph of a Dockerfile: stages, what they need, variables; path flow and invalidation on first ask."""

from __future__ import annotations

from dockerlint.graph.predefined import BUILDER
from dockerlint.graph.stages import images, implied_from, is_remote, read_stages, stage_number
from dockerlint.graph.variables import GlobalScope, Variables
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.context import Context
    from dockerlint.graph.flow import Flow, Flows
    from dockerlint.graph.invalidation import Invalidation
    from dockerlint.graph.order import Footprint
    from dockerlint.graph.references import Use
    from dockerlint.graph.shells import Shells
    from dockerlint.graph.stages import Edge, ImageUse, Stage
    from dockerlint.graph.variables import Definition
    from dockerlint.shell.shells import Shell
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

# FROM lines with that many different patterns are not written by people: all stages then count as possible.
_MOST_PATTERNS = 100


def build_graph(
    tree: Tree,
    context: Context | None = None,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    part: bool = False,
) -> Graph:
    """Return the graph of a parsed Dockerfile. Never fails: what is broken in the file, the edges say.

    `context` is asked where it decides what COPY writes and what a change reaches; `target` is a stage's name
    or number, without one it is the last stage; `build_args` are the values of `--build-arg`. With `part` a file
    without FROM is read as a part of one: it has one stage, of whose base nothing is known.
    """
    return Graph(tree, context, target, build_args or {}, part=part)


class Graph:
    """Stages and instructions, and what holds between them.

    Questions about instructions take those of `tree.instructions`, and the inner ones of ONBUILD where it
    makes sense.
    """

    __slots__ = (
        "_flows",
        "_footprints",
        "_images",
        "_layout",
        "_shells",
        "_uses_of",
        "_variables",
        "build_args",
        "context",
        "globals",
        "preamble",
        "stages",
        "target",
        "tree",
    )

    def __init__(
        self,
        tree: Tree,
        context: Context | None,
        target: str | None,
        build_args: Mapping[str, str],
        *,
        part: bool = False,
    ) -> None:
        self.tree = tree
        self.context = context
        self.build_args = build_args
        froms = [instruction for instruction in tree.instructions if isinstance(instruction, From)]
        if part and not froms and any(instruction.keyword != "ARG" for instruction in tree.instructions):
            froms = [implied_from(tree)]
        self.preamble: list[Instruction] = tree.instructions[: max(froms[0].index, 0)] if froms else tree.instructions
        # With no target TARGETSTAGE is the last stage's name.
        alias = froms[-1].words[2:3] if froms and not target else []
        target_name = target or (alias[0].value.lower() if alias else "default")
        self.globals = GlobalScope(self.preamble, build_args, target_name)
        self.stages: list[Stage]
        self.stages, doubtful = read_stages(tree, froms, self.globals.expand_base)
        self.target: Stage | None  # None where there is no such stage, and in a part: what it becomes is not known
        if target:
            self.target = self.stage(target)
        else:
            self.target = self.stages[-1] if self.stages and not self.stages[-1].is_implied else None
        self._variables: Variables | None = None
        self._uses_of: dict[Definition, list[Use]] | None = None
        self._images: list[ImageUse] | None = None
        self._flows: Flows | None = None
        self._layout: Flows | None = None  # flows of all but RUN, which cost most
        self._shells: Shells | None = None
        self._footprints: dict[Instruction, Footprint] = {}
        if doubtful:
            self._drop_remote(doubtful)

    def renewed(self, tree: Tree, context: Context | None) -> Graph | None:
        """Return the graph of a changed text, of the same instructions but for one RUN; None where more has changed.

        It takes the place of this one, which must not be used any more.
        """
        pairs = zip(self.tree.instructions, tree.instructions, strict=False)
        changed = [(old, new) for old, new in pairs if old is not new]
        if len(tree.instructions) != len(self.tree.instructions) or len(changed) > 1 or tree.escape != self.tree.escape:
            return None
        for old, new in changed:
            stage = self.stage_of(new)
            # Mounts need stages and images, and triggers run in other stages.
            if stage is None or not (old.keyword == new.keyword == "RUN") or _flags(old) != _flags(new):
                return None
            if any(one.keyword == "ONBUILD" for one in tree.instructions):
                return None
            stage.instructions[stage.position(new)] = new
            for edge in stage.edges:
                if edge.instruction is old:
                    edge.instruction = new
            if self._variables is not None:
                self._variables.replace_run(self.globals, stage, old, new)
        if context is not None or self.context is not None:
            self._layout = None  # files decide what COPY writes
        for stage in self.stages:
            if stage.is_implied:
                stage.instruction.facts.clear()  # it stands in no tree that would forget what was said of the text
        self.tree, self.context = tree, context
        self._uses_of = self._images = self._flows = None
        self._footprints = {}
        return self

    def _drop_remote(self, doubtful: list[tuple[Stage, Edge]]) -> None:
        """Take away the edges to the build context of ADDs whose variables hold URLs."""
        remote: dict[Instruction, int] = {}
        for use in self.uses:
            value = use.definition.value if use.definition is not None else None
            if value is not None and is_remote(value) and use.instruction.keyword == "ADD":
                remote[use.instruction] = remote.get(use.instruction, 0) + 1
        gone = {id(edge) for _, edge in doubtful if remote.get(edge.instruction, 0) >= _sources(edge)}
        for stage in {stage for stage, _ in doubtful}:
            stage.edges = [edge for edge in stage.edges if id(edge) not in gone]

    # Stages

    def stage(self, name: str) -> Stage | None:
        """Return the stage of a name (case does not count, the last one of that name) or number."""
        wanted = name.lower()
        for stage in reversed(self.stages):
            if stage.name == wanted:
                return stage
        number = stage_number(name)
        return self.stages[number] if number is not None and 0 <= number < len(self.stages) else None

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """Return the stage an instruction stands in, or begins as its FROM; None before the first FROM."""
        stages = self.stages
        low, high = 0, len(stages)
        while low < high:
            middle = (low + high) // 2
            if stages[middle].first <= instruction.index:
                low = middle + 1
            else:
                high = middle
        return stages[low - 1] if low else None

    @property
    def edges(self) -> list[Edge]:
        """What the stages need, stage by stage in file order."""
        return [edge for stage in self.stages for edge in stage.edges]

    @property
    def images(self) -> list[ImageUse]:
        """Every use of an image outside the file, in file order."""
        if self._images is None:
            self._images = images(self.tree, self.stages)
        return self._images

    def reachable(self, target: Stage | None = None, *, any_arguments: bool = False) -> list[Stage]:
        """Return the stages that a build of the target needs, itself included, in file order.

        With `any_arguments` also those that FROM would name with other build arguments. Without a target, the
        graph's.
        """
        target = target or self.target
        if target is None:
            return []
        needed = [False] * len(self.stages)
        needed[target.index] = True
        patterns: set[str] = set()
        for index in range(target.index, -1, -1):
            if not needed[index]:
                continue
            for edge in self.stages[index].edges:
                if edge.source is not None:
                    needed[edge.source.index] = True
                if any_arguments and edge.kind == "from" and "$" in edge.written:
                    self._mark_possible(edge, needed, patterns)
        return [stage for stage in self.stages if needed[stage.index]]

    def _mark_possible(self, edge: Edge, needed: list[bool], patterns: set[str]) -> None:
        from dockerlint.graph.paths import matches
        from dockerlint.syntax.expansion import references

        pattern = ""
        position = 0
        for reference in references(edge.written, self.tree.escape):
            if reference.first >= position:
                pattern += edge.written[position : reference.first].lower() + "*"
                position = reference.last
        pattern += edge.written[position:].lower()
        # The later a stage is, the more stages it may name: the first answer for a pattern includes the
        # others.
        if pattern not in patterns:
            patterns.add(pattern)
            certain = len(patterns) <= _MOST_PATTERNS
            for stage in self.stages[: edge.stage_index]:
                if stage.name and (not certain or matches(pattern, stage.name)):
                    needed[stage.index] = True

    @property
    def shipped(self) -> list[Stage]:
        """The stages whose layers are in the target's image: the target, what it is built on, and so on."""
        if self.target is None:
            return [stage for stage in self.stages if stage.is_implied]
        return self.target.bases

    # Shells

    def shell(self, instruction: Instruction) -> Shell:
        """Return the shell that reads the command line of an instruction, also of one inside ONBUILD.

        SHELL names it, here or in a stage that this one is built on; else it is what the base image has as /bin/sh,
        plain `sh` where that is not known.
        """
        return self.shells.at(self.stage_of(instruction), instruction)

    def is_posix(self, instruction: Instruction) -> bool:
        """Whether that shell reads the language of sh: PowerShell, cmd, and what is not known do not."""
        shells = self.shells
        return shells.is_all_posix or shells.at(self.stage_of(instruction), instruction, only_posix=True).is_posix

    @property
    def shells(self) -> Shells:
        """The shells in force, found out on first ask."""
        if self._shells is None:
            from dockerlint.graph.shells import Shells

            self._shells = Shells(self.tree, self.stages)
        return self._shells

    # Variables

    @property
    def variables(self) -> Variables:
        """Definitions and uses, read on first ask."""
        if self._variables is None:
            self._variables = Variables(self.preamble, self.stages, self.globals)
        return self._variables

    @property
    def definitions(self) -> list[Definition]:
        """Every ARG and ENV, one per name, in file order."""
        return self.variables.definitions

    @property
    def uses(self) -> list[Use]:
        """Every place where a variable is named, in file order."""
        return self.variables.uses

    def uses_of(self, definition: Definition) -> list[Use]:
        """Return the uses that are bound to a definition."""
        if self._uses_of is None:
            self._uses_of = {}
            for use in self.uses:
                if use.definition is not None:
                    self._uses_of.setdefault(use.definition, []).append(use)
        return self._uses_of.get(definition, [])

    def unused(self, keyword: str | None = None) -> list[Definition]:
        """Return the definitions that no text names, of one keyword or of both.

        Programs may read them all the same: `Definition.reaches_run` tells whether a RUN has one in its
        environment, and an ENV is the container's too. Left out is what BuildKit itself reads, and what
        stands in an ONBUILD.
        """
        used = {use.definition for use in self.uses}
        return [
            definition
            for definition in self.definitions
            if definition not in used
            and not definition.trigger
            and definition.name not in BUILDER
            and keyword in (None, definition.keyword)
        ]

    def environment(self, instruction: Instruction) -> dict[str, str | None]:
        """Return the variables that the file has set where an instruction begins, with their values.

        None is a value that is not known. What the base image sets is left out. For FROM and what stands
        before it, the global scope.
        """
        definitions = self.definitions_in_force(instruction)
        return {name: definition.value for name, definition in definitions.items()}

    def definitions_in_force(self, instruction: Instruction) -> dict[str, Definition]:
        """Return the definition that counts for each name where an instruction begins."""
        return self.variables.in_force(self.globals, self.stage_of(instruction), instruction)

    def expand(self, instruction: Instruction, text: str) -> str | None:
        """Return a word of an instruction with variables replaced, quotes and escapes taken away.

        None where a value is not known.
        """
        return self.variables.expand(self.globals, self.stage_of(instruction), instruction, text)

    # Paths

    @property
    def flows(self) -> Flows:
        """What every instruction reads and writes, found out on first ask."""
        if self._flows is None:
            from dockerlint.graph.flow import Flows

            self._flows = Flows(self.stages, self.variables, self.shells, self.context, layout=self._layout)
        return self._flows

    def flow(self, instruction: Instruction) -> Flow:
        """Return the paths that an instruction of a stage reads, writes and deletes."""
        flows = self.flows if instruction.keyword == "RUN" else self.layout
        return flows.of(self.stage_of(instruction), instruction)

    @property
    def layout(self) -> Flows:
        """What the instructions other than RUN read and write, and the working directories."""
        if self._flows is not None:
            return self._flows
        if self._layout is None:
            from dockerlint.graph.flow import Flows

            self._layout = Flows(self.stages, self.variables, self.shells, self.context, runs=False)
        return self._layout

    def working_directory(self, instruction: Instruction) -> str | None:
        """Return the working directory where an instruction begins, as `dockerlint.graph.paths` writes it."""
        return self.layout.directory(self.stage_of(instruction), instruction)

    def last_directory(self, stage: Stage) -> str | None:
        """Return the working directory that a stage leaves, as `dockerlint.graph.paths` writes it."""
        return self.layout.last_directory(stage)

    def readers(self, instruction: Instruction, path: str) -> list[Instruction]:
        """Return the later instructions, of all stages, that may read a path as this one leaves it."""
        from dockerlint.graph.order import readers

        return readers(self, instruction, path)

    def writers(self, stage: Stage, path: str) -> list[Instruction]:
        """Return the instructions that may write a path of a stage, or of a stage that it is built on.

        Where there are none, the path is the base image's, or not there.
        """
        from dockerlint.graph.order import writers

        return writers(self, stage, path)

    def footprint(self, instruction: Instruction) -> Footprint:
        """Return what an instruction reads and sets, files and everything else; found out on first ask."""
        found = self._footprints.get(instruction)
        if found is None:
            from dockerlint.graph.order import Footprint

            found = self._footprints[instruction] = Footprint(self, instruction)
        return found

    def independent(self, first: Instruction, second: Instruction) -> bool:
        """Whether two instructions of one stage, were they neighbours, may be swapped. `True` is certain.

        Certain as far as paths tell: variables have their default values, the system's own programs are what
        they are.
        """
        from dockerlint.graph.order import independent

        return independent(self, first, second)

    # Cache

    def invalidated(self, *, path: str | Iterable[str] = (), arg: str | Iterable[str] = ()) -> list[Invalidation]:
        """Return what BuildKit's cache loses when files of the context or build arguments change.

        Stage by stage. Paths are relative to the context's root; a directory stands for anything in it.
        """
        from dockerlint.graph.invalidation import invalidated

        paths = [path] if isinstance(path, str) else path
        arguments = [arg] if isinstance(arg, str) else arg
        return invalidated(self, paths, arguments)


def _flags(instruction: Instruction) -> list[tuple[str, int]]:
    return [(flag.word.raw, flag.word.start - instruction.start) for flag in instruction.flags]


def _sources(edge: Edge) -> int:
    return max(len(edge.instruction.words) - 1, 1)
