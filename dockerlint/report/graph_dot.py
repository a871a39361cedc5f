"""The graph in Graphviz's DOT language: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from dockerlint.report.graph_view import External, View, heading, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Graph, Stage
    from dockerlint.graph.invalidation import Invalidation

_TEXT_WIDTH = 60
_STYLES = {
    "from": 'color="#334155"',
    "copy": 'color="#2563eb"',
    "mount": 'color="#7c3aed", style=dashed',
    "context": 'color="#15803d", style=dotted',
}


def to_dot(graph: Graph, invalidated: Iterable[Invalidation] | None = None) -> str:
    """Return the graph as a DOT digraph: a table for each stage with a port for each of its instructions."""
    view = View(graph, invalidated)
    lines = [
        "digraph dockerfile {",
        "  rankdir=LR;",
        '  node [shape=plain, fontname="monospace", fontsize=10];',
        "  edge [arrowsize=0.7];",
    ]
    names: dict[object, str] = {}
    for number, external in enumerate(view.externals):
        names[external] = f"external{number}"
        shape = "folder" if external.kind == "context" else "box"
        style = "dashed" if external.kind == "unknown" else "rounded"
        lines.append(f"  external{number} [shape={shape}, style={style}, label={_quoted(external.label)}];")
    for stage in graph.stages:
        names[stage] = f"stage{stage.index}"
        lines.append(f"  stage{stage.index} [label=<{_table(view, stage)}>];")
    for arrow in view.arrows:
        source = names[arrow.source]
        target = names[arrow.target]
        port = "head" if arrow.kind == "from" else _port(arrow.target, arrow.instruction.index)
        tail = source if isinstance(arrow.source, External) else f"{source}:end:e"
        lines.append(f"  {tail} -> {target}:{port}:w [{_STYLES[arrow.kind]}];")
    lines.append("}")
    return "\n".join(lines) + "\n"


def _port(stage: Stage, index: int) -> str:
    # A trigger comes from another stage and has no line of its own.
    return f"i{index}" if index > stage.first else "head"


def _table(view: View, stage: Stage) -> str:
    color = "#dbeafe" if stage is view.graph.target else "#e2e8f0"
    ink = "#0f172a" if stage.index in view.needed else "#64748b"
    title = f'<FONT COLOR="{ink}"><B>{_escaped(heading(stage))}</B></FONT>'
    rows = [
        f'<TR><TD PORT="head" ALIGN="LEFT" BGCOLOR="{color}">{title}</TD></TR>',
        _row(view, stage, None),
    ]
    rows += [_row(view, stage, position) for position in range(len(stage.instructions))]
    rows.append('<TR><TD PORT="end" HEIGHT="2" FIXEDSIZE="FALSE" BGCOLOR="#cbd5e1"></TD></TR>')
    return f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" COLOR="#94a3b8">{"".join(rows)}</TABLE>'


def _row(view: View, stage: Stage, position: int | None) -> str:
    instruction = stage.instruction if position is None else stage.instructions[position]
    change = view.change(stage, instruction)
    color = "" if change is None else f' BGCOLOR="{"#fecaca" if change.runs else "#fef3c7"}"'
    text = _escaped(f"{instruction.start_line:>4}  {one_line(instruction, _TEXT_WIDTH)}").replace(" ", "&#160;")
    port = "" if position is None else f' PORT="i{instruction.index}"'
    return f'<TR><TD{port} ALIGN="LEFT"{color}>{text}</TD></TR>'


def _escaped(text: str) -> str:
    """Escape for Graphviz's HTML-like labels."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _quoted(text: str) -> str:
    r"""Return a quoted string; a backslash would begin an escape such as `\N`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
