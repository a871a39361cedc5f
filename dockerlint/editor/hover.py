"""What an editor shows beside the pointer: at a finding the page of its rule, elsewhere what is known of the place."""

from __future__ import annotations

from dockerlint.editor.measured import last_measured, layer_line
from dockerlint.lint.registry import entries
from dockerlint.measure.sizes import shown
from dockerlint.report.rule_page import rule_page
from dockerlint.report.wording import counted, peer_ids, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.editor.analysis import Analysis
    from dockerlint.graph import Graph, Stage
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.registry import Entry
    from dockerlint.syntax.instructions import Instruction

_STEPS = ("RUN", "COPY", "ADD", "WORKDIR")
# More names of files than that nobody reads.
_MOST_CAUSES = 12
_MOST_PAGES = 3


class Pages:
    """The pages of rules, each made once."""

    __slots__ = ("_entries", "_known")

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {entry.name: entry for entry in entries()}
        self._known: dict[str, str] = {}

    def of(self, finding: Finding) -> str:
        """Return the page of a finding's rule, in Markdown."""
        name = finding.rule
        if name not in self._known:
            entry = self._entries.get(name)
            self._known[name] = rule_page(entry.load(), entry.safety) if entry is not None else _foreign(finding)
        return self._known[name]


def _foreign(finding: Finding) -> str:
    code = peer_ids(finding.aliases) or finding.rule
    return f"# {finding.rule}\n\nOne of ShellCheck's checks of shell scripts: [{code}]({finding.url})\n"


def at_offset(analysis: Analysis, offset: int, pages: Pages, *, instructions: bool) -> tuple[str, int, int] | None:
    """Return the text for a place, in Markdown, and the part of the file it is about; None where there is nothing."""
    file = analysis.file
    if file is None:
        return None
    here = [one for one in analysis.findings if one.start <= offset < max(one.end, one.start + 1)]
    parts: list[str] = []
    span: tuple[int, int] | None = None
    for rule, finding in list({one.rule: one for one in here}.items())[:_MOST_PAGES]:
        del rule
        parts.append(f"**{finding.message}**\n\n{pages.of(finding)}")
        span = span or (finding.start, finding.end)
    node = _instruction_at(file.graph, offset) if instructions else None
    if node is not None:
        facts = about(analysis, node)
        if facts:
            parts.append(facts)
            span = span or node.span
    return ("\n\n---\n\n".join(parts), *span) if span is not None else None


def _instruction_at(graph: Graph, offset: int) -> Instruction | None:
    return next((node for node in graph.tree.instructions if node.start <= offset <= node.end), None)


def about(analysis: Analysis, node: Instruction) -> str:
    """Return what is known of an instruction: its stage, what makes it run again, what it weighed."""
    assert analysis.file is not None  # noqa: S101  # for the type checker
    graph = analysis.file.graph
    stage = graph.stage_of(node)
    if stage is None:
        return ""
    lines = [f"**Stage** {_name(stage)}" + ("" if stage in graph.reachable() else " — the target does not need it")]
    if node.keyword == "FROM":
        lines += _of_stage(graph, stage)
    elif node.keyword in _STEPS:
        lines += _of_step(graph, stage, node)
    measured = last_measured(analysis.path, graph)
    if measured is not None:
        if node is measured.instruction:
            lines.append(f"**Measured** {measured.day}: the image has {measured.total}")
            lines += _causes_of_waste(measured.image)
        if node in measured.layers:
            lines.append(f"**Measured** {measured.day}: {layer_line(measured.layers[node])}")
    return "\n\n".join(lines) if len(lines) > 1 else ""


def _name(stage: Stage) -> str:
    return f"`{visible(stage.name)}`" if stage.name else f"{stage.index}"


def _of_stage(graph: Graph, stage: Stage) -> Iterator[str]:
    steps = [one for one in stage.steps if one.keyword in _STEPS]
    yield f"{counted(len(steps), 'step')} with a layer or a cache entry of its own"
    needed = [other for other in graph.stages if any(edge.source is stage for edge in other.edges)]
    if needed:
        yield "Needed by " + ", ".join(_name(other) for other in needed)


def _of_step(graph: Graph, stage: Stage, node: Instruction) -> Iterator[str]:
    causes = list(_causes(graph, stage, node))
    shown_causes = causes[:_MOST_CAUSES]
    if len(causes) > len(shown_causes):
        shown_causes.append(f"{len(causes) - len(shown_causes)} more")
    if shown_causes:
        yield "**Cache**: it runs again when one of these changes\n\n" + "\n".join(f"- {one}" for one in shown_causes)
    after = [one for one in stage.steps if one.index > node.index and one.keyword in _STEPS]
    if after:
        yield f"Behind it: {counted(len(after), 'step')}, which then run again too"


def _causes(graph: Graph, stage: Stage, node: Instruction) -> Iterator[str]:
    """Yield what invalidates an instruction: the base image, files of the build context, build arguments."""
    root = stage
    while root.base is not None:
        root = root.base
    image = root.instruction.value[:1]
    if image and not root.is_scratch:
        yield f"the base image `{visible(image[0])}` (line {root.instruction.start_line})"
    asked: dict[str, int] = {}
    for other in graph.stages:
        for step in other.steps:
            if step.keyword in _STEPS:
                for path in graph.flow(step).context_reads:
                    asked.setdefault(path, step.start_line)
    for path, line in asked.items():
        if _hits(graph, node, path=path):
            name = f"`{visible(path)}`" if path else "any file of the build context"
            yield f"{name} (line {line})"
    arguments = {one.name: one.instruction.start_line for one in graph.definitions if one.keyword == "ARG"}
    for name, line in arguments.items():
        if _hits(graph, node, arg=name):
            yield f"the build argument `{visible(name)}` (line {line})"


def _hits(graph: Graph, node: Instruction, *, path: str | None = None, arg: str | None = None) -> bool:
    found = graph.invalidated(path=[] if path is None else [path], arg=[] if arg is None else [arg])
    return any(one.instruction is node and one.runs for one in found)


def _causes_of_waste(image: dict[str, object]) -> Iterator[str]:
    for title, key in (("Wasted", "waste"), ("Avoidable", "avoidable")):
        causes = image.get(key)
        if isinstance(causes, dict):
            parts = [f"{name.replace('_', ' ')} {shown(number)}" for name, number in causes.items() if number]
            if parts:
                yield f"{title}: {', '.join(parts)}"
