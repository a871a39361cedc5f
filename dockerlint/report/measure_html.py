"""Measurements as one page that needs nothing else: treemaps of bytes by layer and path, before and after.

Drawn with plotly.js, which the package `plotly` brings (`pip install dockerlint[html]`) and which is put into the page.
The page's own policy forbids it to load anything.
"""

from __future__ import annotations

import html
import json

from dockerlint.measure.rebuild import did_run
from dockerlint.measure.sizes import shown
from dockerlint.report import measure_words as words
from dockerlint.report.wording import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Final

    from dockerlint.measure.compare import Change, Comparison
    from dockerlint.measure.gates import Failure
    from dockerlint.measure.measurement import MeasuredLayer, Measurement
    from dockerlint.measure.predictions import Prediction
    from dockerlint.measure.rebuild import Rebuild

_MOST_NODES: Final = 2500
_MOST_FILES: Final = 20
_LEAST_SHARE: Final = 0.0008  # of the whole image: what is smaller has no room for a name
_WASTE: Final = "#c0392b"
_BASE: Final = "#95a5a6"
_COLORS: Final = ("#2e86c1", "#17a589", "#d68910", "#7d3c98", "#2e4053", "#b9770e", "#138d75", "#1f618d", "#884ea0")
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data: blob:"
_STYLE: Final = """
body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:1180px;padding:0 1rem;color:#1c2833}
h1{font-size:1.45rem}h3{font-size:1rem;margin:1.4rem 0 .4rem}
h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #d5d8dc}
table{border-collapse:collapse;width:100%;font-size:13.5px}
td,th{padding:.25rem .6rem;text-align:left;vertical-align:top}
th{color:#566573;font-weight:600;border-bottom:1px solid #d5d8dc}tr:nth-child(even) td{background:#f8f9f9}
.n{text-align:right;white-space:nowrap;width:1%}.c{white-space:nowrap;width:1%}
code{font-size:12.5px;overflow-wrap:anywhere}.bad{color:#c0392b}.good{color:#1e8449}
.map{height:560px}.bars{height:330px}.two{display:grid;grid-template-columns:1fr 1fr;gap:1rem}.muted{color:#808b96}
"""
_SCRIPT: Final = """
for (const one of JSON.parse(document.getElementById("figures").textContent)) {
  Plotly.newPlot(one.place, one.data, one.layout, {responsive: true, displaylogo: false, displayModeBar: false});
}
"""


def to_html(
    image: Measurement, comparison: Comparison | None = None, failures: Sequence[Failure] = (), *, library: str
) -> str:
    """Return the page; `library` is the text of plotly.js."""
    figures: list[dict[str, object]] = []
    body = list(_body(image, comparison, failures, figures))
    data = json.dumps(figures).replace("<", "\\u003c")
    script = library.replace("</script", "<\\/script")
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{_text(image.name)}: measured by dockerlint</title><style>{_STYLE}</style></head><body>
{chr(10).join(body)}
<script type="application/json" id="figures">{data}</script>
<script>{script}</script><script>{_SCRIPT}</script></body></html>
"""


def _body(
    image: Measurement, comparison: Comparison | None, failures: Sequence[Failure], figures: list[dict[str, object]]
) -> Iterable[str]:
    images = [image] if comparison is None or comparison.after is image else [image, comparison.after]
    names = [_text(one.name) for one in images]
    yield f"<h1>{' against '.join(names)}</h1>"
    for failure in failures:
        line = f" (line {failure.line})" if failure.line else ""
        where = "" if failure.layer is None else f"; layer {failure.layer + 1}{line}: {_text(failure.blame)}"
        yield f'<p class="bad"><b>{_text(failure.budget)}</b>: {_text(failure.message)}{where}</p>'
    if len(images) == 2 and comparison is not None:
        yield from _comparison(comparison, figures)
    if image.predictions:
        yield from _predictions(image.predictions)
    for number, one in enumerate(images):
        title = "" if len(images) == 1 else f"{('Before', 'After')[number]}: {_text(one.name)}"
        yield from _image(one, title, number, figures)
    for note in dict.fromkeys(note for one in images for note in one.notes):
        yield f'<p class="muted">Note: {_text(note)}</p>'


def _image(image: Measurement, title: str, number: int, figures: list[dict[str, object]]) -> Iterable[str]:
    if title:
        yield f"<h2>{title}</h2>"
    if image.has_contents:
        wasted = sum(image.waste.values())
        yield (
            f"<p>{shown(image.bytes)} in {counted(len(image.layers), 'layer')}, {shown(image.merged_bytes)} in a "
            f"container, {shown(wasted)} wasted, {shown(sum(image.avoidable_bytes.values()))} avoidable; dive's "
            f"efficiency {image.dive.efficiency:.2%}. Click on an area to look into it; red is waste.</p>"
        )
        yield f'<div class="map" id="map{number}"></div>'
        figures.append(_treemap(image, f"map{number}"))
    else:
        yield f"<p>{shown(image.compressed_bytes or 0)} to pull. What the layers hold is not known.</p>"
    yield from _layers(image)
    if image.has_contents:
        meaning = f"that no container sees{words.own_waste(image)}"
        yield from _causes("Waste", meaning, image.waste, {}, words.blames(image))
        meaning = f"that nobody needs{words.own_avoidable(image)}"
        yield from _causes("Avoidable", meaning, image.avoidable_bytes, words.examples(image), [])
    yield from _left(image)
    if image.rebuild is not None:
        yield from _rebuild(image.rebuild)


def _causes(
    title: str, meaning: str, causes: Mapping[str, int], where: Mapping[str, str], lines: Sequence[str]
) -> Iterable[str]:
    total = sum(causes.values())
    if not total:
        return
    yield f"<h3>{title}: {shown(total)} {meaning}</h3><table>"
    for cause, size in causes.items():
        if size:
            yield f'<tr><td class="n">{shown(size)}</td><td class="c">{words.CAUSES[cause]}</td>'
            yield f"<td>{_text(where.get(cause, ''))}</td></tr>"
    yield "</table>"
    for line in lines:
        yield f'<p class="muted">{_text(line)}</p>'


def _left(image: Measurement) -> Iterable[str]:
    yield f"<p>Runs as <b>{_text(image.user)}</b>."
    if image.set_id_files:
        yield f" Set-uid or set-gid: {_text(words.set_id_files(image))}."
    if image.build_programs:
        yield f" Build tools left: {_text(', '.join(image.build_programs))}."
    yield "</p>"
    for secret in image.secrets:
        hidden = ", although a later layer hides it" if secret.is_hidden else ""
        yield (
            f'<p class="bad">Likely secret: <code>/{_text(secret.path)}</code>: {_text(secret.reason)} '
            f"(layer {secret.layer + 1}{hidden})</p>"
        )


def _layers(image: Measurement) -> Iterable[str]:
    yield (
        '<table><tr><th class="n">layer</th><th class="n">bytes</th><th class="n">wasted</th>'
        '<th class="n">line</th><th>instruction</th></tr>'
    )
    for number, layer in enumerate(image.layers):
        size = shown(layer.bytes) if image.has_contents else f"{shown(layer.compressed or 0)} compressed"
        wasted = f'<span class="bad">{shown(layer.wasted)}</span>' if layer.wasted else ""
        text = ("base image: " if layer.is_base else "") + (layer.instruction or "(not recorded)")
        yield (
            f'<tr><td class="n">{number + 1}</td><td class="n">{size}</td><td class="n">{wasted}</td>'
            f'<td class="n">{layer.line or ""}</td><td><code>{_text(text)}</code></td></tr>'
        )
    yield "</table>"


def _rebuild(rebuild: Rebuild) -> Iterable[str]:
    yield (
        f"<p>After a change of <code>{_text(rebuild.path)}</code> the rebuild takes {rebuild.seconds:.1f} s "
        f"({_text(rebuild.reason)}).</p>"
    )
    yield '<table><tr><th class="n">line</th><th>step</th><th>ran</th><th class="n">seconds</th></tr>'
    for step in rebuild.steps:
        ran = "yes" if did_run(step) else "from the cache"
        yield (
            f'<tr><td class="n">{step.line or ""}</td><td><code>{_text(step.text)}</code></td><td>{ran}</td>'
            f'<td class="n">{step.seconds:.1f}</td></tr>'
        )
    yield "</table>"


def _comparison(comparison: Comparison, figures: list[dict[str, object]]) -> Iterable[str]:
    before, after = comparison.before, comparison.after
    yield "<h2>Before and after</h2>"
    if comparison.knows_files:
        change = comparison.bytes / before.bytes if before.bytes else 0
        kind = "good" if comparison.bytes < 0 else "bad" if comparison.bytes > 0 else ""
        yield (
            f'<p>{shown(before.bytes)} became {shown(after.bytes)}: <b class="{kind}">{change:+.1%}</b>; '
            f"{len(before.layers)} layers became {len(after.layers)}.</p>"
        )
        seconds = [("build", before.build_seconds, after.build_seconds)]
        if before.rebuild is not None and after.rebuild is not None:
            seconds.append(("rebuild", before.rebuild.seconds, after.rebuild.seconds))
        yield '<div class="two"><div class="bars" id="bytes"></div><div class="bars" id="seconds"></div></div>'
        figures.append(
            _bars(
                "bytes",
                "megabytes",
                [
                    ("layers", before.bytes / 1e6, after.bytes / 1e6),
                    ("in a container", before.merged_bytes / 1e6, after.merged_bytes / 1e6),
                    ("waste", sum(before.waste.values()) / 1e6, sum(after.waste.values()) / 1e6),
                    (
                        "avoidable",
                        sum(before.avoidable_bytes.values()) / 1e6,
                        sum(after.avoidable_bytes.values()) / 1e6,
                    ),
                ],
            )
        )
        times = [(name, old, new) for name, old, new in seconds if old is not None and new is not None]
        if times:
            figures.append(_bars("seconds", "seconds", times))
    if comparison.settings:
        yield "<h2>Configuration</h2><table><tr><th></th><th>before</th><th>after</th></tr>"
        for setting in comparison.settings:
            cells = "".join(f"<td><code>{_value(one)}</code></td>" for one in (setting.before, setting.after))
            yield f"<tr><td>{_text(setting.name)}</td>{cells}</tr>"
        yield "</table>"
    for name, changes in (
        ("Files added", comparison.added),
        ("Files removed", comparison.removed),
        ("Files changed", comparison.changed),
    ):
        meant = sorted((one for one in changes if not one.expected), key=lambda one: (-_weight(one), one.path))
        if meant:
            yield f"<h2>{name}: {len(meant)}</h2><table>"
            for each in meant[:_MOST_FILES]:
                reasons = _text(", ".join(each.reasons).replace("_", " "))
                yield f'<tr><td class="n">{shown(_weight(each))}</td><td><code>/{_text(each.path)}</code></td>'
                yield f"<td>{reasons}</td></tr>"
            yield "</table>"
            if len(meant) > _MOST_FILES:
                yield f'<p class="muted">and {len(meant) - _MOST_FILES} more</p>'


def _predictions(predictions: Sequence[Prediction]) -> Iterable[str]:
    is_measured = any(one.measured is not None for one in predictions)
    head = '<th class="n">measured</th>' if is_measured else ""
    yield (
        f"<h2>Predicted{' and measured' if is_measured else ''}: what each finding alone saves</h2><table><tr>"
        f'<th class="n">line</th><th>rule</th><th class="n">predicted</th>{head}<th>rests on</th></tr>'
    )
    for one in predictions:
        expected = "not known" if one.expected is None else shown(one.expected)
        cell = f'<td class="n">{"" if one.measured is None else shown(one.measured)}</td>' if is_measured else ""
        why = "; ".join(filter(None, (one.basis, "" if one.measured is not None else one.reason)))
        yield (
            f'<tr><td class="n">{one.line}</td><td>{_text(one.rule)}</td><td class="n">{expected}</td>{cell}'
            f"<td>{_text(why)}</td></tr>"
        )
    yield "</table>"


def _weight(change: Change) -> int:
    return max(change.before or 0, change.after or 0)


def _bars(place: str, title: str, rows: list[tuple[str, float, float]]) -> dict[str, object]:
    names = [row[0] for row in rows]
    data = [
        {"type": "bar", "name": name, "x": names, "y": [row[at] for row in rows], "marker": {"color": color}}
        for at, name, color in ((1, "before", _BASE), (2, "after", _COLORS[0]))
    ]
    layout = {
        "barmode": "group",
        "margin": {"t": 30, "r": 10, "b": 40, "l": 60},
        "yaxis": {"title": {"text": title}},
        "legend": {"orientation": "h", "y": 1.15},
    }
    return {"place": place, "data": data, "layout": layout}


class _Node:
    __slots__ = ("bytes", "children", "is_waste")

    def __init__(self, *, is_waste: bool = False) -> None:
        self.bytes = 0
        self.children: dict[str, _Node] = {}
        self.is_waste = is_waste

    def put(self, path: str, size: int) -> None:
        node = self
        node.bytes += size
        for name in path.split("/"):
            node = node.children.setdefault(name, _Node(is_waste=self.is_waste))
            node.bytes += size


def _treemap(image: Measurement, place: str) -> dict[str, object]:
    """Return the figure: the image, its layers, in each what a container sees and what is waste, by path."""
    roots = [(_Node(), _Node(is_waste=True)) for _ in image.layers]
    for path, file in image.merged.contents():
        roots[file.layer][0].put(path, file.size)
    for waste in image.merged.waste:
        roots[waste.made_by][1].put(waste.path, waste.bytes)
    table: dict[str, list[object]] = {name: [] for name in ("ids", "labels", "parents", "values", "text", "colors")}

    def add(identity: str, label: str, parent: str, size: int, text: str, color: str) -> None:
        for name, value in zip(table, (identity, _label(label), parent, size, _label(text), color), strict=True):
            table[name].append(value)

    add("image", image.name, "", image.bytes, shown(image.bytes), "#ecf0f1")
    least = max(1, round(image.bytes * _LEAST_SHARE))
    for number, (layer, (kept, wasted)) in enumerate(zip(image.layers, roots, strict=True)):
        if not layer.bytes:
            continue
        color = _BASE if layer.is_base else _COLORS[number % len(_COLORS)]
        top = f"L{number}"
        text = f"{number + 1}: {layer.instruction or 'layer'} {shown(layer.bytes)}"
        add(top, _layer_name(number, layer, image), "image", layer.bytes, text[:200], color)
        pending = [(top, "/", kept)]
        if wasted.bytes:
            add(f"{top}!", "waste", top, wasted.bytes, f"{shown(wasted.bytes)} that no container sees", _WASTE)
            pending.append((f"{top}!", "/", wasted))
        while pending and len(table["ids"]) < _MOST_NODES:
            parent, above, node = pending.pop(0)
            for name, child in sorted(node.children.items(), key=lambda one: -one[1].bytes):
                if child.bytes < least:
                    break
                path, folder = f"{above}{name}", child
                # A folder that holds one thing alone is no step of its own.
                while len(folder.children) == 1:
                    ((below, folder),) = folder.children.items()
                    path = f"{path}/{below}"
                label = path[len(above) :]
                identity = f"{parent}\n{name}"
                shade = _WASTE if child.is_waste else color
                add(identity, label, parent, child.bytes, f"{path} {shown(child.bytes)}", shade)
                pending.append((identity, f"{path}/", folder))
    trace = {
        "type": "treemap",
        "branchvalues": "total",
        "ids": table["ids"],
        "labels": table["labels"],
        "parents": table["parents"],
        "values": table["values"],
        "text": table["text"],
        "textinfo": "label",
        "hovertemplate": "%{text}<br>%{percentRoot:.1%} of the image<extra></extra>",
        "marker": {"colors": table["colors"], "line": {"width": 1, "color": "#ffffff"}},
        "maxdepth": 4,
        "tiling": {"pad": 1},
        "root": {"color": "#ecf0f1"},
    }
    layout = {
        "margin": {"t": 10, "r": 0, "b": 0, "l": 0},
        "font": {"size": 13},
        "uniformtext": {"minsize": 9, "mode": "hide"},  # else names shrink to dust
    }
    return {"place": place, "data": [trace], "layout": layout}


def _layer_name(number: int, layer: MeasuredLayer, image: Measurement) -> str:
    text = layer.instruction or "layer"
    # A small layer's area has no room for more than a word.
    if layer.bytes * 4 < image.bytes:
        return f"{number + 1}: {text.partition(' ')[0]}"
    short = text if len(text) <= 60 else text[:59] + "…"
    return f"{number + 1}: {short} ({shown(layer.bytes)})"


def _value(value: object) -> str:
    if value is None:
        return "not set"
    return _text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _text(text: str) -> str:
    return html.escape(visible(text))


def _label(text: str) -> str:
    """Return a text for plotly, which reads some elements of HTML in labels."""
    return html.escape(visible(text), quote=False)
