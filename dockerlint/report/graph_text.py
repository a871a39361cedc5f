"""The graph for a terminal: stages, their instructions, what each needs, and what a change invalidates."""

from __future__ import annotations

from dockerlint.report.graph_view import External, View, heading, one_line
from dockerlint.report.wording import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Graph, Stage
    from dockerlint.graph.invalidation import Invalidation

_BOLD, _DIM, _RED, _YELLOW, _CYAN, _END = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[0m"


def to_text(
    graph: Graph,
    invalidated: Iterable[Invalidation] | None = None,
    *,
    name: str = "Dockerfile",
    color: bool = False,
    width: int = 100,
) -> str:
    """Return the graph as lines; `name` is the file's name as the user gave it.

    With `invalidated`, an instruction that runs again is marked `!`, one that follows at no cost `~`.
    """
    view = View(graph, invalidated)
    painter = _Painter(view, color=color, width=width)
    lines = [painter.title(name)]
    for stage in graph.stages:
        lines += ["", painter.head(stage), *painter.body(stage)]
    if view.changes is not None:
        lines += ["", painter.summary()]
    return "\n".join(lines) + "\n"


class _Painter:
    __slots__ = ("_color", "_digits", "_needs", "_view", "_width")

    def __init__(self, view: View, *, color: bool, width: int) -> None:
        self._view = view
        self._color = color
        self._width = width
        self._digits = len(str(view.graph.tree.line_count))
        # What flows into each instruction, by stage and place.
        self._needs: dict[tuple[int, int], list[str]] = {}
        for arrow in view.arrows:
            if arrow.kind in ("copy", "mount"):
                source = arrow.source
                label = source.label if isinstance(source, External) else heading(source)
                key = (arrow.target.index, arrow.instruction.index)
                self._needs.setdefault(key, []).append(label)
        for key in view.readers:
            self._needs.setdefault(key, []).append("build context")

    def title(self, name: str) -> str:
        graph = self._view.graph
        if not graph.stages:
            return f"{visible(name)}: no stages"
        target = heading(graph.target) if graph.target is not None else "unknown"
        stages = counted(len(graph.stages), "stage")
        return f"{visible(name)}: {stages}, target {self._paint(_BOLD, target)}"

    def head(self, stage: Stage) -> str:
        graph = self._view.graph
        base = stage.base
        edge = stage.edges[0]
        if base is not None:
            origin = f"from stage {heading(base)}"
        elif edge.what == "scratch":
            origin = "from scratch"
        elif edge.what == "image":
            origin = f"from image {visible(edge.image or '')}"
        else:
            origin = f"from {visible(edge.written)}, whose value is not known" if edge.written else "from no image"
        notes = []
        if stage is graph.target:
            notes.append("target")
        elif stage.index not in self._view.needed:
            notes.append("not needed for the target")
        suffix = f"  ({', '.join(notes)})" if notes else ""
        title = self._paint(_BOLD, heading(stage))
        return f"{title} {origin}{self._paint(_DIM, suffix)}"

    def body(self, stage: Stage) -> list[str]:
        lines = []
        first = self._view.change(stage, stage.instruction)
        steps = [stage.instruction, *stage.steps] if first is not None else stage.steps
        for instruction in steps:
            change = self._view.change(stage, instruction)
            mark = " " if change is None else "!" if change.runs else "~"
            needs = self._needs.get((stage.index, instruction.index), [])
            if change is not None and change.kind in ("file", "argument"):
                note = change.reason
            else:
                note = ", ".join(f"← {need}" for need in needs)
            trigger = "ONBUILD " if instruction in stage.triggered else ""
            number = f"{instruction.start_line:>{self._digits}}"
            room = max(self._width - len(number) - 6 - (len(note) + 2 if note else 0), 24)
            text = one_line(instruction, room - len(trigger))
            tint = "" if change is None else _RED if change.runs else _YELLOW
            line = f"{self._paint(tint, mark)} {self._paint(_DIM, number)}  {self._paint(tint, trigger + text)}"
            if note:
                pad = " " * (room - len(trigger + text) + 2)
                line = f"{line}{pad}{self._paint(_CYAN, note)}"
            lines.append(line.rstrip())
        return lines

    def summary(self) -> str:
        changes = self._view.changes or {}
        runs = sum(change.runs for change in changes.values())
        if not changes:
            return "Everything comes from the cache."
        stages = len({stage for stage, _ in changes})
        return f"{counted(runs, 'instruction')} in {counted(stages, 'stage')} must run again."

    def _paint(self, style: str, text: str) -> str:
        return f"{style}{text}{_END}" if self._color and style and text.strip() else text
