"""The images of many files as pictures: DOT, Mermaid, SVG. Arrows go from what is needed to who needs it."""

from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.report.svg import element, escaped, rectangle, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.image_graph import ImageFile, ImageGraph, Need

_WIDTH = 6.7  # of a character
_ROW, _GAP, _CHANNEL, _MARGIN = 28.0, 12.0, 90.0, 24.0
_COLORS = {"from": "#334155", "copy": "#2563eb", "mount": "#7c3aed", "syntax": "#94a3b8", "service": "#15803d"}
_SPECIAL = frozenset('"#&;<>`\\%')


class _Picture:
    """Boxes by their labels, arrows between them; `rank` is the column."""

    def __init__(self, graph: ImageGraph) -> None:
        self.labels: list[str] = []
        self.files: dict[str, ImageFile] = {}
        self.arrows: dict[tuple[str, str], Need] = {}
        self.cyclic = {file.path for group in graph.cycles() for file in group}
        for file in graph.files:
            self.files[file.path] = file
            self.labels.append(file.path)
        for file in graph.files:
            for need in file.needs:
                source = need.builder.path if need.builder is not None else _name(need)
                if source not in self.labels:
                    self.labels.append(source)
                self.arrows.setdefault((source, file.path), need)

    def ranks(self) -> dict[str, int]:
        """Return the columns: everything stands right of what it needs; a cycle is cut somewhere."""
        ranks = dict.fromkeys(self.labels, 0)
        for _ in self.labels:
            is_done = True
            for source, target in self.arrows:
                wanted = ranks[source] + 1
                if source in self.cyclic and target in self.cyclic:
                    continue
                if ranks[target] < wanted:
                    ranks[target], is_done = wanted, False
            if is_done:
                break
        return ranks


def to_dot(graph: ImageGraph) -> str:
    """Return the graph in Graphviz's DOT language."""
    picture = _Picture(graph)
    lines = ["digraph images {", "  rankdir=LR;", '  node [fontname="monospace", fontsize=10];']
    for number, label in enumerate(picture.labels):
        shape = "box" if label in picture.files else "ellipse"
        color = ', color="#b91c1c"' if label in picture.cyclic else ""
        shown = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'  n{number} [shape={shape}{color}, label="{shown}"];')
    for (source, target), need in picture.arrows.items():
        style = ", style=dashed" if need.by == "name" else ""
        numbers = picture.labels.index(source), picture.labels.index(target)
        lines.append(f'  n{numbers[0]} -> n{numbers[1]} [color="{_COLORS[need.kind]}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def to_mermaid(graph: ImageGraph) -> str:
    """Return the graph as a Mermaid flowchart."""
    picture = _Picture(graph)
    lines = ["flowchart LR"]
    for number, label in enumerate(picture.labels):
        shown = "".join(f"#{ord(one)};" if one in _SPECIAL else one for one in label)
        opening, closing = ('["', '"]') if label in picture.files else ('(["', '"])')
        lines.append(f"  n{number}{opening}{shown}{closing}")
    for (source, target), need in picture.arrows.items():
        arrow = "-.->" if need.by == "name" else "-->"
        lines.append(f"  n{picture.labels.index(source)} {arrow} n{picture.labels.index(target)}")
    cyclic = [f"n{number}" for number, label in enumerate(picture.labels) if label in picture.cyclic]
    if cyclic:
        lines += ["  classDef cycle stroke:#b91c1c", f"  class {','.join(cyclic)} cycle"]
    return "\n".join(lines) + "\n"


def to_svg(graph: ImageGraph) -> str:
    """Return the graph as an SVG document."""
    picture = _Picture(graph)
    ranks = picture.ranks()
    columns = [
        [label for label in picture.labels if ranks[label] == rank]
        for rank in range(max(ranks.values(), default=0) + 1)
    ]
    places: dict[str, tuple[float, float, float]] = {}
    x = tallest = 0.0
    for column in columns:
        # Close to what they need.
        near = {
            label: [places[source][1] for source, target in picture.arrows if target == label and source in places]
            for label in column
        }
        column.sort(key=lambda label: sum(near[label]) / len(near[label]) if near[label] else 0.0)
        width = max((len(label) for label in column), default=0) * _WIDTH + 24
        for row, label in enumerate(column):
            places[label] = x, row * (_ROW + _GAP), width
        tallest = max(tallest, len(column) * (_ROW + _GAP))
        x += width + _CHANNEL
    parts = []
    for (source, target), need in picture.arrows.items():
        left, top, width = places[source]
        begin, end = (left + width, top + _ROW / 2), (places[target][0], places[target][1] + _ROW / 2)
        middle = (begin[0] + end[0]) / 2
        curve = f"C{middle:.1f} {begin[1]:.1f} {middle:.1f} {end[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
        way = f"M{begin[0]:.1f} {begin[1]:.1f} {curve}"
        dash = "4 3" if need.by == "name" else ""
        title = element("title", escaped(f"{source} → {target}, line {need.lines[0]}"))
        parts.append(element("path", title, d=way, fill="none", stroke=_COLORS[need.kind], stroke_dasharray=dash))
        parts.append(element("circle", cx=end[0], cy=end[1], r=3, fill=_COLORS[need.kind]))
    for label, (left, top, width) in places.items():
        is_file = label in picture.files
        stroke = "#b91c1c" if label in picture.cyclic else "#94a3b8"
        fill = "#f1f5f9" if is_file else "#ffffff"
        parts.append(rectangle(left, top, width, _ROW, rx=4 if is_file else _ROW / 2, fill=fill, stroke=stroke))
        parts.append(text(left + 12, top + _ROW / 2 + 4, label))
    size = round(x - _CHANNEL + 2 * _MARGIN), round(tallest + 2 * _MARGIN)
    body = element("g", "\n".join(["", *parts, ""]), transform=f"translate({_MARGIN:g} {_MARGIN:g})")
    background = element("rect", width="100%", height="100%", fill="#ffffff")
    svg = element(
        "svg",
        "\n".join(["", element("title", "Images and the files that need them"), background, body, ""]),
        xmlns="http://www.w3.org/2000/svg",
        width=size[0],
        height=size[1],
        viewBox=f"0 0 {size[0]} {size[1]}",
        role="img",
        font_family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace",
        font_size=11,
    )
    return svg + "\n"


def _name(need: Need) -> str:
    reference = parse_reference(need.image) if need.image else None
    if reference is None:
        return need.image or need.written
    tag = f":{reference.tag}" if reference.tag else ""
    return f"{reference.familiar}{tag}" + (f"@{reference.digest[:19]}…" if reference.digest else "")
