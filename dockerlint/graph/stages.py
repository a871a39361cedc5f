"""Build stages, and what each of them needs: other stages, external images, the build context.

Names are resolved as BuildKit resolves them (`frontend/dockerfile/dockerfile2llb`), and where BuildKit
refuses, the edge says why and the rest of the graph still stands. Every edge to a stage leads to an earlier
one, so there are no cycles.
"""

from __future__ import annotations

from dockerlint.syntax.instructions import Add, Copy, From, Onbuild, Run
from dockerlint.syntax.text import LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.knowledge.images import BaseImage
    from dockerlint.syntax.instructions import Flag, Instruction
    from dockerlint.syntax.text import Word
    from dockerlint.syntax.tree import Tree

SCRATCH = "scratch"


class Edge:
    """Something that a stage needs.

    `kind` says where: `from` (FROM), `copy` (`COPY --from`, or COPY and ADD from the build context) or
    `mount` (`RUN --mount`). `what` says what is needed: `stage`, `image`, `scratch`, `context` (the build
    context), or `unknown` where a variable without a known value stands in it or nothing has that number. An
    `image` of COPY and RUN may be a named context too (`--build-context`), which only the command line knows.

    `problem` is empty, or why BuildKit refuses: `missing` (no image), `case` (FROM spells a stage's name in
    upper case), `later` (the stage comes later in the file), `self`, `number` (no stage has it) or `variable`
    (none are expanded there).
    """

    __slots__ = (
        "_distance",
        "_length",
        "image",
        "instruction",
        "kind",
        "problem",
        "source",
        "stage_index",
        "trigger",
        "what",
        "written",
    )

    def __init__(
        self,
        kind: str,
        stage: Stage,
        instruction: Instruction,
        span: tuple[int, int],
        written: str,
        *,
        what: str = "unknown",
        source: Stage | None = None,
        image: str | None = None,
        problem: str = "",
    ) -> None:
        self.kind = kind
        self.what = what
        self.stage_index = stage.index  # of the stage that needs it; the stage itself would make a cycle
        self.instruction = instruction
        start, end = span  # of the name as written
        self._distance = start - instruction.start
        self._length = end - start
        self.written = written  # the name as written; "" for the build context
        self.source = source  # the stage needed, where it is one
        self.image = image  # the image reference with variables expanded, where it is one
        self.problem = problem
        self.trigger = False  # whether it comes from an ONBUILD of the stage's base

    @property
    def span(self) -> tuple[int, int]:
        """File offsets of the name as written, or of what stands for it; wherever the instruction is moved to."""
        start = self.instruction.start + self._distance
        return start, start + self._length

    @property
    def base_image(self) -> BaseImage | None:
        """What is known of the image needed."""
        return _described(self.image)

    def __repr__(self) -> str:
        target = self.source.label if self.source else self.image or self.what
        return f"<Edge {self.kind} {target}, stage {self.stage_index}>"


class ImageUse:
    """A reference to an image outside the file.

    `kind` is `from`, `copy` or `mount` as for edges, or `syntax` for the front end that `# syntax=` names.
    """

    __slots__ = ("instruction", "kind", "reference", "span", "stage", "written")

    def __init__(
        self,
        kind: str,
        reference: str | None,
        written: str,
        span: tuple[int, int],
        *,
        stage: Stage | None = None,
        instruction: Instruction | None = None,
    ) -> None:
        self.kind = kind
        self.reference = reference  # with variables expanded; None where a value is not known
        self.written = written
        self.span = span
        self.stage = stage  # None for `syntax`
        self.instruction = instruction  # None for `syntax`

    @property
    def base_image(self) -> BaseImage | None:
        """What is known of the image."""
        return _described(self.reference)

    def __repr__(self) -> str:
        return f"<ImageUse {self.kind} {self.reference or self.written!r}>"


class Stage:
    """A FROM and the instructions behind it.

    `instructions` are its own, without FROM; `triggered` are those that the ONBUILDs of the stage it is built
    on run in front of them. What ONBUILDs of an external image run is not known.
    """

    __slots__ = ("base", "edges", "first", "index", "instruction", "instructions", "name", "triggered")

    def __init__(self, index: int, instruction: From, instructions: list[Instruction]) -> None:
        alias = instruction.alias
        self.index = index
        self.first = instruction.index  # of FROM in tree.instructions
        self.instruction = instruction
        self.instructions = instructions
        self.name = alias.value.lower() if alias else ""  # BuildKit compares stage names in lower case
        self.base: Stage | None = None  # the stage it is built on
        self.edges: list[Edge] = []  # FROM's first, then in file order
        self.triggered: list[Instruction] = []

    @property
    def label(self) -> str:
        """The name, or the number where it has none: what `COPY --from` takes."""
        return self.name or str(self.index)

    @property
    def is_implied(self) -> bool:
        """Whether the file has no FROM: it is a part of a Dockerfile, and of its base nothing is known."""
        return self.first < 0

    @property
    def image(self) -> str | None:
        """The external image that FROM names, expanded; None for a stage, scratch and what is not known."""
        edge = self.edges[0]
        return edge.image if edge.what == "image" else None

    @property
    def bases(self) -> list[Stage]:
        """The stage itself and those it is built on, down to the one that stands on an image."""
        chain = [self]
        while chain[-1].base is not None:
            chain.append(chain[-1].base)
        return chain

    @property
    def base_image(self) -> BaseImage | None:
        """What is known of the external image that the stage stands on, also by way of other stages."""
        return self.bases[-1].edges[0].base_image

    @property
    def is_scratch(self) -> bool:
        """Whether FROM names the empty image."""
        return self.edges[0].what == SCRATCH

    @property
    def steps(self) -> list[Instruction]:
        """All instructions that run in the stage: triggers of its base first."""
        return [*self.triggered, *self.instructions] if self.triggered else self.instructions

    def position(self, instruction: Instruction) -> int:
        """Return the index of one of the stage's own instructions in `instructions`; -1 for its FROM."""
        return instruction.index - self.first - 1

    def __repr__(self) -> str:
        return f"<Stage {self.index} {self.name or '(no name)'}>"


def _described(name: str | None) -> BaseImage | None:
    if name is None:
        return None
    from dockerlint.knowledge.images import describe_name  # loading the tables takes long

    return describe_name(name)


def read_stages(
    tree: Tree, froms: list[From], expand: Callable[[str, str], str | None]
) -> tuple[list[Stage], list[tuple[Stage, Edge]]]:
    """Return the stages, and the edges to the build context that may be none.

    `expand` gives the text of a FROM line with global ARGs replaced, None where a value is not known. The
    doubtful edges are those of ADDs all of whose sources begin with a variable: it may hold a URL.
    """
    instructions = tree.instructions
    stages: list[Stage] = []
    names: dict[str, Stage] = {}  # the latest stage of each name so far
    for index, start in enumerate(froms):
        end = froms[index + 1].index if index + 1 < len(froms) else len(instructions)
        stages.append(Stage(index, start, instructions[start.index + 1 : end]))
    last = {stage.name: stage for stage in stages if stage.name}
    reader = _Reader(stages, names, last)
    for stage in stages:
        reader.base(stage, expand)
        if stage.base is not None:
            stage.triggered = _triggers(stage.base)
            for inner in stage.triggered:
                count = len(stage.edges)
                reader.needs(stage, inner)
                for edge in stage.edges[count:]:
                    edge.trigger = True
        for instruction in stage.instructions:
            reader.needs(stage, instruction)
        if stage.name:
            names[stage.name] = stage
    return stages, reader.doubtful


def implied_from(tree: Tree) -> From:
    """Return what stands for FROM in front of a part of a Dockerfile: it has no words, and its place is the start."""
    instruction = From(tree.text, LogicalLine("", [0], [0]), 0, "FROM")
    instruction.index = -1
    instruction.full_start = instruction.full_end = instruction.start = instruction.end = 0
    instruction.start_line = instruction.end_line = 1
    return instruction


def _triggers(stage: Stage) -> list[Instruction]:
    return [
        instruction.inner
        for instruction in stage.instructions
        if isinstance(instruction, Onbuild) and instruction.inner is not None
    ]


class _Reader:
    """Resolves names; `names` grows as stages are read, `last` holds the file's last stage of each name."""

    __slots__ = ("doubtful", "last", "names", "stages")

    def __init__(self, stages: list[Stage], names: dict[str, Stage], last: dict[str, Stage]) -> None:
        self.stages = stages
        self.names = names
        self.last = last
        self.doubtful: list[tuple[Stage, Edge]] = []

    def base(self, stage: Stage, expand: Callable[[str, str], str | None]) -> None:
        """Add the edge of FROM. A number is no stage there: BuildKit looks up names only."""
        word = stage.instruction.image
        if word is None:
            edge = Edge("from", stage, stage.instruction, stage.instruction.span, "", problem="missing")
            stage.edges.append(edge)
            return
        written = word.value
        name = expand(written, stage.instruction.escape)
        edge = Edge("from", stage, stage.instruction, word.span, written)
        stage.edges.append(edge)
        if name is None:
            return
        if not name:
            edge.problem = "missing"
            return
        found = self.names.get(name.lower())
        if found is not None:
            edge.what = "stage"
            edge.source = stage.base = found
            if name != name.lower():
                edge.problem = "case"
        elif name == SCRATCH:
            edge.what = SCRATCH
        else:
            edge.what = "image"
            edge.image = name

    def needs(self, stage: Stage, instruction: Instruction) -> None:
        """Add the edges of COPY, ADD and RUN."""
        if isinstance(instruction, (Copy, Add)):
            flag = instruction.from_
            if flag is not None and flag.value:
                self._add(stage, instruction, "copy", flag.value, flag.value_span)
                return
            local = [word for word in instruction.sources if is_local_source(instruction, word.value)]
            if local:
                edge = Edge("copy", stage, instruction, instruction.span, "", what="context")
                stage.edges.append(edge)
                if isinstance(instruction, Add) and all(word.value.startswith("$") for word in local):
                    self.doubtful.append((stage, edge))
        elif isinstance(instruction, Run) and instruction.flags:
            for mount in instruction.mounts:
                name = mount.from_
                if name:
                    self._add(stage, instruction, "mount", name, _from_span(mount.flag, name))
                elif mount.type == "bind":
                    stage.edges.append(Edge("mount", stage, instruction, mount.flag.span, "", what="context"))

    def _add(self, stage: Stage, instruction: Instruction, kind: str, name: str, span: tuple[int, int]) -> None:
        edge = Edge(kind, stage, instruction, span, name)
        stage.edges.append(edge)
        if "$" in name[:-1]:
            edge.problem = "variable"
            return
        number = stage_number(name) if kind == "copy" else None
        if number is not None:
            if not 0 <= number < len(self.stages):
                edge.problem = "number"
            elif number >= stage.index:
                edge.problem = "self" if number == stage.index else "later"
            else:
                edge.what = "stage"
                edge.source = self.stages[number]
            return
        key = name.lower()
        # BuildKit knows all names of the file by now and takes the last one; one that comes later is an
        # error.
        final = self.last.get(key)
        if final is not None and final.index >= stage.index:
            edge.problem = "self" if final is stage else "later"
        source = self.names.get(key)
        if source is not None:
            edge.what = "stage"
            edge.source = source
        elif final is not None:
            return
        elif key == SCRATCH:
            edge.what = SCRATCH
        else:
            edge.what = "image"
            edge.image = name


def stage_number(name: str) -> int | None:
    """Return the number that `COPY --from` takes for a stage's, as Go's `strconv.Atoi` reads it."""
    digits = name[1:] if name[:1] in ("+", "-") else name
    if not digits.isdigit() or not digits.isascii() or len(digits) > 18:
        return None
    return int(name)


def is_remote(source: str) -> bool:
    """Whether ADD fetches a source over the network: a URL or a git repository."""
    head = source[:8].lower()
    return head.startswith(("http://", "https://", "git://", "ssh://", "git@"))


def is_local_source(instruction: Copy | Add, source: str) -> bool:
    """Whether a source of COPY or ADD is read from the context or a stage: no heredoc, nothing remote."""
    if source.startswith("<<") and instruction.heredocs:
        return False
    return not (isinstance(instruction, Add) and is_remote(source))


def _from_span(flag: Flag, name: str) -> tuple[int, int]:
    """Return where the value of `from=` stands in a mount flag; the whole value where quotes hide it."""
    word: Word = flag.word
    raw = word.raw
    position = raw.find("=") + 1
    while position < len(raw):
        comma = raw.find(",", position)
        end = len(raw) if comma < 0 else comma
        key, _, value = raw[position:end].partition("=")
        if key.lower() == "from" and value == name:
            first = word.first + end - len(value)
            return word.line.offset(first), word.line.end(word.first + end)
        position = end + 1
    return flag.value_span


def images(tree: Tree, stages: list[Stage]) -> list[ImageUse]:
    """Return every use of an image outside the file, in file order.

    A base that a variable makes unknown is one. What stands in an ONBUILD is one where no stage can have that
    name.
    """
    found = [
        ImageUse(
            "syntax",
            directive.value,
            directive.value,
            (directive.value_start, directive.value_start + len(directive.value)),
        )
        for directive in tree.directives
        if directive.name == "syntax"
    ]
    for stage in stages:
        for edge in stage.edges:
            if edge.trigger:
                continue
            if edge.what == "image" or (edge.what == "unknown" and edge.kind == "from" and edge.written):
                found.append(
                    ImageUse(
                        edge.kind,
                        edge.image,
                        edge.written,
                        edge.span,
                        stage=stage,
                        instruction=edge.instruction,
                    )
                )
        for inner in _triggers(stage):
            found.extend(_trigger_images(stage, inner))
    found.sort(key=lambda use: use.span)
    return found


def _trigger_images(stage: Stage, inner: Instruction) -> list[ImageUse]:
    names: list[tuple[str, str, tuple[int, int]]] = []
    if isinstance(inner, (Copy, Add)) and inner.from_ is not None and inner.from_.value:
        names.append(("copy", inner.from_.value, inner.from_.value_span))
    elif isinstance(inner, Run):
        names.extend(
            ("mount", mount.from_, _from_span(mount.flag, mount.from_)) for mount in inner.mounts if mount.from_
        )
    return [
        ImageUse(kind, name, name, span, stage=stage, instruction=inner)
        for kind, name, span in names
        if any(character in name for character in "/:@") and "$" not in name
    ]
