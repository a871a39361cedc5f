"""What the pictures of a graph share: its boxes, its arrows, and the text of one instruction on one line."""

from __future__ import annotations

from dockerlint.report.wording import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Edge, Graph, Stage
    from dockerlint.graph.invalidation import Invalidation
    from dockerlint.syntax.instructions import Instruction

    # An instruction, by its stage's index and its own place in the file.
    Key = tuple[int, int]

ELLIPSIS = "…"


class External:
    """Something outside the file that stages need: an image, the build context, a base that is not known."""

    __slots__ = ("kind", "label", "users")

    def __init__(self, kind: str, label: str) -> None:
        self.kind = kind  # image, context or unknown
        self.label = label
        self.users: list[int] = []  # indices of the stages, each once, in order


class Arrow:
    """Something that flows into a stage: all that one instruction takes from one source.

    `kind` is `from`, `copy`, `mount` or `context`. From the build context one arrow stands for all
    instructions of a stage.
    """

    __slots__ = ("instruction", "kind", "source", "target")

    def __init__(self, kind: str, source: Stage | External, target: Stage, instruction: Instruction) -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.instruction = instruction  # the first one, where it stands for several


class View:
    """A graph as boxes and arrows, with what a change invalidates."""

    __slots__ = ("arrows", "changes", "externals", "graph", "needed", "readers")

    def __init__(self, graph: Graph, invalidated: Iterable[Invalidation] | None) -> None:
        self.graph = graph
        self.changes: dict[Key, Invalidation] | None = None
        if invalidated is not None:
            self.changes = {(one.stage.index, one.instruction.index): one for one in invalidated}
        self.needed = {stage.index for stage in graph.reachable()}
        self.externals: list[External] = []
        self.arrows: list[Arrow] = []
        self.readers: set[Key] = set()  # instructions that read the build context
        named: dict[tuple[str, str], External] = {}
        seen: set[tuple[str, int, int, object]] = set()
        for edge in graph.edges:
            stage = graph.stages[edge.stage_index]
            if edge.what == "scratch":
                continue
            kind = "context" if edge.what == "context" else edge.kind
            if kind == "context":
                self.readers.add((stage.index, edge.instruction.index))
            source: Stage | External = edge.source or self._external(edge, named)
            # One arrow for each instruction and source; from the context, one for each stage.
            key = (kind, stage.index, -1 if kind == "context" else edge.instruction.index, source)
            if key not in seen:
                seen.add(key)
                self.arrows.append(Arrow(kind, source, stage, edge.instruction))
            if isinstance(source, External) and stage.index not in source.users:
                source.users.append(stage.index)

    def _external(self, edge: Edge, named: dict[tuple[str, str], External]) -> External:
        kind = edge.what if edge.what in ("image", "context") else "unknown"
        label = "build context" if kind == "context" else visible(edge.image or edge.written or "no image")
        external = named.get((kind, label))
        if external is None:
            external = named[kind, label] = External(kind, label)
            self.externals.append(external)
        return external

    def change(self, stage: Stage, instruction: Instruction) -> Invalidation | None:
        """Return what happens to an instruction; None where it stays, or where nothing changes."""
        return self.changes.get((stage.index, instruction.index)) if self.changes is not None else None


def heading(stage: Stage) -> str:
    """Return a stage's name, or its number where it has none."""
    return visible(stage.name) if stage.name else f"stage {stage.index}"


def one_line(instruction: Instruction, width: int) -> str:
    """Return an instruction as Docker reads it, white space collapsed, cut to a number of characters."""
    text = instruction.line.text[instruction.keyword_start :]
    # Far more than is shown need not be collapsed.
    parts = text[: 20 * width].split()
    if parts:
        parts[0] = instruction.keyword
    line = visible(" ".join(parts))
    if instruction.heredocs and len(line) < width - 1:
        line = f"{line} {ELLIPSIS}"
    return shorten(line, width)


def shorten(text: str, width: int) -> str:
    """Return a text cut to a number of characters."""
    return text if len(text) <= width else text[: width - 1].rstrip() + ELLIPSIS
