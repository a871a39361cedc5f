"""The graph as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

from dockerlint.report.graph_view import View, heading, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Graph
    from dockerlint.graph.invalidation import Invalidation

_TEXT_WIDTH = 48
_SHAPES = {"image": ('(["', '"])'), "context": ('[("', '")]'), "unknown": ('{{"', '"}}')}
_ARROWS = {"from": "==>", "copy": "-->", "mount": "-.->", "context": "-.->"}
_LABELS = {"from": "FROM", "copy": "COPY", "mount": "mount", "context": "read"}


def to_mermaid(graph: Graph, invalidated: Iterable[Invalidation] | None = None) -> str:
    """Return the graph as a flowchart: a subgraph for each stage, its instructions chained inside."""
    view = View(graph, invalidated)
    lines = ["flowchart LR"]
    names: dict[object, str] = {}
    runs: list[str] = []
    rewrites: list[str] = []
    for number, external in enumerate(view.externals):
        names[external] = f"x{number}"
        opening, closing = _SHAPES[external.kind]
        lines.append(f"  x{number}{opening}{_escaped(external.label)}{closing}")
    for stage in graph.stages:
        names[stage] = f"s{stage.index}"
        suffix = " (target)" if stage is graph.target else ""
        lines.append(f'  subgraph s{stage.index}["{_escaped(heading(stage))}{suffix}"]')
        lines.append("    direction TB")
        chain = []
        for instruction in [stage.instruction, *stage.instructions]:
            node = f"i{instruction.index}"
            chain.append(node)
            label = _escaped(f"{instruction.start_line}: {one_line(instruction, _TEXT_WIDTH)}")
            lines.append(f'    {node}["{label}"]')
            change = view.change(stage, instruction)
            if change is not None:
                (runs if change.runs else rewrites).append(node)
        if len(chain) > 1:
            lines.append(f"    {' --- '.join(chain)}")
        lines.append("  end")
    # Arrows to single instructions would make Mermaid ignore the direction of the subgraphs.
    joined: dict[tuple[object, int, str], list[int]] = {}
    for arrow in view.arrows:
        key = (arrow.source, arrow.target.index, arrow.kind)
        joined.setdefault(key, []).append(arrow.instruction.start_line)
    for (source, target, kind), numbers in joined.items():
        label = f"{_LABELS[kind]} {', '.join(map(str, numbers))}"
        lines.append(f'  {names[source]} {_ARROWS[kind]}|"{label}"| s{target}')
    if view.changes is not None:
        lines.append("  classDef runs fill:#fecaca,stroke:#b91c1c,color:#0f172a")
        lines.append("  classDef rewritten fill:#fef3c7,stroke:#b45309,color:#0f172a")
        if runs:
            lines.append(f"  class {','.join(runs)} runs")
        if rewrites:
            lines.append(f"  class {','.join(rewrites)} rewritten")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Replace what means something to Mermaid, or to the HTML that it makes, by its entity codes."""
    return "".join(f"#{ord(character)};" if character in _SPECIAL else character for character in text)


_SPECIAL = frozenset('"#&;<>`\\%')
