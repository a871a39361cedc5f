"""The graph as an SVG picture, drawn without another program: boxes for stages, arrows for what they need."""

from __future__ import annotations

from dockerlint.report.graph_layout import HEAD, ROW, Box, Layout, Route
from dockerlint.report.graph_view import External, View, heading, one_line, shorten
from dockerlint.report.svg import element, escaped, rectangle, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Graph, Stage
    from dockerlint.graph.invalidation import Invalidation

_MARGIN = 24.0
_TEXT_WIDTH = 62  # characters
_CHARACTER = 6.7  # width of a monospaced character of 11 units, the widest of the usual fonts
_INK, _FAINT, _PALE = "#0f172a", "#64748b", "#94a3b8"
_RUNS, _REWRITTEN = "#fecaca", "#fef3c7"
_KINDS = {
    # kind: colour, dash pattern, what the legend says
    "from": ("#334155", "", "FROM"),
    "copy": ("#2563eb", "", "COPY --from"),
    "mount": ("#7c3aed", "6 3", "RUN --mount"),
    "context": ("#15803d", "2 3", "build context"),
}
_HEAD_TEXT = HEAD / 2 + 4  # from a heading's upper edge to its base line
_FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def to_svg(graph: Graph, invalidated: Iterable[Invalidation] | None = None, *, name: str = "Dockerfile") -> str:
    """Return the graph as an SVG document, dark on light; `name` is the file's name, for the title.

    With `invalidated`, instructions that run again are red and those that follow at no cost yellow.
    """
    view = View(graph, invalidated)
    widths: dict[Stage | External, float] = {}
    for external in view.externals:
        widths[external] = _text_width(shorten(external.label, _TEXT_WIDTH)) + 24
    for stage in graph.stages:
        rows = [one_line(each, _TEXT_WIDTH) for each in [stage.instruction, *stage.instructions]]
        longest = max([heading(stage) + "  target  ", *rows], key=len)
        widths[stage] = _number_width(graph) + _text_width(longest) + 28
    layout = Layout(view, widths)
    body = [_arrow(layout, route) for route in layout.routes]
    body += [_box(view, box) for box in layout.boxes.values()]
    legend, legend_width = _legend(view, layout.height + 34)
    width = round(max(layout.width, legend_width) + 2 * _MARGIN)
    height = round(layout.height + 54 + 2 * _MARGIN)
    parts = [
        element("title", f"{escaped(shorten(name, 200))}: stages and what they need"),
        element("defs", "".join(_marker(kind) for kind in _KINDS)),
        element("rect", width="100%", height="100%", fill="#ffffff"),
        element("g", "\n".join(["", *body, *legend, ""]), transform=f"translate({_MARGIN:g} {_MARGIN:g})"),
    ]
    svg = element(
        "svg",
        "\n".join(["", *parts, ""]),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
        role="img",
        font_family=_FONT,
        font_size=11,
    )
    return svg + "\n"


# Boxes


def _box(view: View, box: Box) -> str:
    item = box.item
    if item is None:
        return ""
    return _external(item, box) if isinstance(item, External) else _stage(view, item, box)


def _external(external: External, box: Box) -> str:
    fill = "#f0fdf4" if external.kind == "context" else "#f8fafc"
    dash = "4 3" if external.kind == "unknown" else ""
    middle = box.height / 2
    parts = [
        element("title", escaped(external.label)),
        rectangle(box.x, box.y, box.width, box.height, rx=middle, fill=fill, stroke=_PALE, stroke_dasharray=dash),
        text(box.x + box.width / 2, box.y + middle + 4, shorten(external.label, _TEXT_WIDTH), anchor="middle"),
    ]
    return element("g", "".join(parts))


def _stage(view: View, stage: Stage, box: Box) -> str:
    is_target = stage is view.graph.target
    needed = stage.index in view.needed
    ink = _INK if needed else _FAINT
    fill, stroke, line = ("#dbeafe", "#3b82f6", 2) if is_target else ("#f1f5f9", _PALE, 1)
    dash = "" if needed else "5 3"
    # The heading has the upper corners of the box, and no lower ones.
    corner = f"v{4 - HEAD:g} a4 4 0 0 1 4 -4 h{box.width - 8:.1f} a4 4 0 0 1 4 4 v{HEAD - 4:g} z"
    title = shorten(heading(stage), _TEXT_WIDTH - 10)
    parts = [
        rectangle(
            box.x,
            box.y,
            box.width,
            box.height,
            rx=4,
            fill="#ffffff",
            stroke=stroke,
            stroke_width=line,
            stroke_dasharray=dash,
        ),
        element("path", d=f"M{box.x:.1f} {box.y + HEAD:.1f} {corner}", fill=fill),
        text(box.x + 10, box.y + _HEAD_TEXT, title, fill=ink, font_weight="bold", font_size=12),
    ]
    note = "target" if is_target else "" if needed else "not needed"
    if note:
        parts.append(text(box.x + box.width - 10, box.y + _HEAD_TEXT, note, anchor="end", fill=_FAINT))
    number_end = box.x + 9 + _number_width(view.graph)
    for row, instruction in enumerate([stage.instruction, *stage.instructions]):
        y = box.y + HEAD + ROW * row
        change = view.change(stage, instruction)
        title = ""
        if change is not None:
            color = _RUNS if change.runs else _REWRITTEN
            title = element("title", escaped(change.reason))
            parts.append(rectangle(box.x + 1, y, box.width - 2, ROW, fill=color))
        if (stage.index, instruction.index) in view.readers:
            parts.append(element("circle", cx=box.x + 6, cy=y + ROW / 2, r=2.5, fill=_KINDS["context"][0]))
        parts.append(text(number_end, y + 13, str(instruction.start_line), anchor="end", fill=_PALE))
        parts.append(text(number_end + 8, y + 13, one_line(instruction, _TEXT_WIDTH), before=title, fill=ink))
    return element("g", "".join(parts))


# Arrows


def _arrow(layout: Layout, route: Route) -> str:
    """Draw a straight line through every layer that is passed, and an S-curve through every channel."""
    arrow = route.arrow
    label = _KINDS[arrow.kind][2]
    source, *slots, target = route.boxes
    x, y = source.x + source.width, source.y + source.exit
    path = f"M{x:.1f} {y:.1f}"
    for slot in slots:
        level = slot.y + slot.exit
        path += f" {_curve(x, y, slot.x, level)} H{slot.x + slot.width:.1f}"
        x, y = slot.x + slot.width, level
    path += " " + _curve(x, y, target.x - 1, target.y + layout.row_of(arrow))
    origin = arrow.source.label if isinstance(arrow.source, External) else heading(arrow.source)
    title = f"{label}, line {arrow.instruction.start_line}: {origin} → {heading(arrow.target)}"
    return _line(path, arrow.kind, element("title", escaped(title)))


def _curve(x: float, y: float, end_x: float, end_y: float) -> str:
    middle = (x + end_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}"


def _line(path: str, kind: str, content: str = "") -> str:
    color, dash, _ = _KINDS[kind]
    end = f"url(#to-{kind})"
    return element(
        "path",
        content,
        d=path,
        fill="none",
        stroke=color,
        stroke_width=1.4,
        stroke_dasharray=dash,
        marker_end=end,
    )


def _marker(kind: str) -> str:
    return element(
        "marker",
        element("path", d="M0 0 L8 4 L0 8 z", fill=_KINDS[kind][0]),
        id=f"to-{kind}",
        viewBox="0 0 8 8",
        refX=8,
        refY=4,
        markerWidth=7,
        markerHeight=7,
        orient="auto",
    )


# Legend


def _legend(view: View, y: float) -> tuple[list[str], float]:
    """Return the legend's elements, and how far it reaches to the right."""
    parts = []
    x = 0.0
    used = {arrow.kind for arrow in view.arrows}
    for kind, (_, _, label) in _KINDS.items():
        if kind in used:
            parts.append(_line(f"M{x:.1f} {y - 4:.1f} h26", kind))
            parts.append(text(x + 34, y, label, fill=_FAINT))
            x += 34 + _text_width(label) + 24
    if view.changes is not None:
        for color, label in ((_RUNS, "runs again"), (_REWRITTEN, "follows at no cost")):
            parts.append(rectangle(x, y - 11, 14, 14, fill=color, stroke=_PALE))
            parts.append(text(x + 22, y, label, fill=_FAINT))
            x += 22 + _text_width(label) + 24
    return parts, x


def _text_width(text: str) -> float:
    return len(text) * _CHARACTER


def _number_width(graph: Graph) -> float:
    return len(str(graph.tree.line_count)) * _CHARACTER + 4
