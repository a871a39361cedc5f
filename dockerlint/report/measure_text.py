"""Measurements for people: tables and bars in a terminal."""

from __future__ import annotations

import io

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dockerlint.measure.sizes import shown
from dockerlint.report import measure_words as words
from dockerlint.report.wording import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import RenderableType

    from dockerlint.measure.compare import Change, Comparison, Setting
    from dockerlint.measure.gates import Failure
    from dockerlint.measure.measurement import MeasuredLayer, Measurement
    from dockerlint.measure.predictions import Prediction
    from dockerlint.measure.rebuild import Rebuild

_BAR = 16
_MOST = 8


def to_text(
    image: Measurement,
    comparison: Comparison | None = None,
    failures: Sequence[Failure] = (),
    *,
    color: bool = False,
    width: int = 100,
    encoding: str = "utf-8",
) -> str:
    """Return the report of an image, or of a comparison with what has changed in front."""
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    bars = _Bars(encoding)
    # Where a rewrite changes nothing there is one image.
    if comparison is not None and comparison.after is not comparison.before:
        for part in _comparison(comparison, bars):
            console.print(part)
    else:
        for part in _image(image, bars) if image.has_contents else _manifest(image, bars):
            console.print(part)
    for part in _failures(failures):
        console.print(part)
    file = console.file
    text = file.getvalue() if isinstance(file, io.StringIO) else ""
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


class _Bars:
    """Bars of blocks, eighths included; of `#` where the output's encoding lacks them."""

    def __init__(self, encoding: str) -> None:
        self._blocks = " ▏▎▍▌▋▊▉█"
        try:
            self._blocks.encode(encoding)
        except (LookupError, UnicodeEncodeError):
            self._blocks = ""

    def bar(self, value: int, most: int, style: str, *, width: int = _BAR) -> Text:
        if most <= 0 or value <= 0:
            return Text("")
        if not self._blocks:
            return Text("#" * max(1, round(width * value / most)), style)
        eighths = max(1, round(8 * width * value / most))
        whole, rest = divmod(eighths, 8)
        return Text("█" * whole + (self._blocks[rest] if rest else ""), style)


def _image(image: Measurement, bars: _Bars) -> Iterable[RenderableType]:
    yield _title(image)
    yield ""
    yield _layers(image, bars)
    yield ""
    waste = image.waste
    total = sum(waste.values())
    if total:
        share = _share(total, image.bytes)
        text = f"{shown(total)}, {share} of the layers, that no container sees{words.own_waste(image)}"
        yield _heading("Waste", text)
        yield _causes(waste, bars, "red", {})
        yield ""
        yield _indented(Group(*(Text(visible(line)) for line in words.blames(image))))
        yield ""
    else:
        yield _heading("Waste", "none")
        yield ""
    spare = image.avoidable_bytes
    total = sum(spare.values())
    yield _heading(
        "Avoidable",
        f"{shown(total)}, {_share(total, image.merged_bytes)} of what a container sees{words.own_avoidable(image)}"
        if total
        else "nothing found",
    )
    if total:
        yield _causes(spare, bars, "yellow", words.examples(image))
    yield ""
    yield _heading(
        "dive",
        f"efficiency {image.dive.efficiency:.2%}, wasted {shown(image.dive.wasted_bytes)}, "
        f"user wasted {image.dive.user_wasted_percent:.2%}",
    )
    yield ""
    yield from _largest(image, bars)
    yield from _left(image)
    if image.rebuild is not None:
        yield ""
        yield from _rebuild(image.rebuild)
    if image.predictions:
        yield ""
        yield from _predictions(image.predictions)
    for note in image.notes:
        yield Text(f"Note: {visible(note)}")


def _manifest(image: Measurement, bars: _Bars) -> Iterable[RenderableType]:
    """Show an image in a registry: what its manifest tells."""
    title = Text(visible(image.name), "bold")
    size = image.compressed_bytes
    title.append(f": {shown(size or 0)} to pull in {counted(len(image.layers), 'layer')}", "not bold")
    yield title
    yield ""
    yield _layers(image, bars)
    yield ""
    yield _heading("Runs as", visible(image.user))
    yield Text("Nothing was pulled: what the layers hold, and how large it is unpacked, is not known.")
    for note in image.notes:
        yield Text(f"Note: {visible(note)}")


def _title(image: Measurement) -> RenderableType:
    title = Text(visible(image.name), "bold")
    title.append(f": {shown(image.bytes)} in {counted(len(image.layers), 'layer')}", "not bold")
    if image.bytes != image.merged_bytes:
        title.append(f", {shown(image.merged_bytes)} in a container", "not bold")
    if image.compressed_bytes is not None:
        title.append(f", {shown(image.compressed_bytes)} compressed", "not bold")
    if image.build_seconds is not None:
        title.append(f", built in {image.build_seconds:.1f} s", "not bold")
    return title


def _layers(image: Measurement, bars: _Bars) -> RenderableType:
    table = _table()
    sizes = [layer.bytes if image.has_contents else layer.compressed or 0 for layer in image.layers]
    table.add_column("layer", justify="right")
    table.add_column("bytes" if image.has_contents else "compressed", justify="right", no_wrap=True)
    table.add_column("", width=_BAR, no_wrap=True)
    has_waste = any(layer.wasted for layer in image.layers)
    if has_waste:
        table.add_column("wasted", justify="right", no_wrap=True)
    has_both = image.has_contents and any(layer.compressed for layer in image.layers)
    if has_both:
        table.add_column("compressed", justify="right", no_wrap=True)
    has_lines = any(layer.line for layer in image.layers)
    if has_lines:
        table.add_column("line", justify="right")
    table.add_column("instruction", ratio=1, no_wrap=True, overflow="ellipsis")
    most = max(sizes, default=0)
    for number, (layer, size) in enumerate(zip(image.layers, sizes, strict=True), 1):
        cells: list[RenderableType] = [str(number), shown(size), bars.bar(size, most, _color(layer))]
        if has_waste:
            cells.append(Text(shown(layer.wasted), "red") if layer.wasted else "")
        if has_both:
            cells.append(shown(layer.compressed) if layer.compressed is not None else "")
        if has_lines:
            cells.append(str(layer.line or ""))
        cells.append(_instruction(layer))
        table.add_row(*cells)
    return table


def _color(layer: MeasuredLayer) -> str:
    return "bright_black" if layer.is_base else "cyan"


def _instruction(layer: MeasuredLayer) -> Text:
    text = Text(visible(layer.instruction or "(not recorded)"), "bright_black" if layer.is_base else "")
    if layer.is_base:
        text = Text.assemble(("base image: ", "bright_black"), text)
    return text


def _causes(causes: Mapping[str, int], bars: _Bars, style: str, examples: Mapping[str, str]) -> RenderableType:
    table = _table(header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(width=_BAR, no_wrap=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    most = max(causes.values(), default=0)
    for cause, size in causes.items():
        if size:
            table.add_row(
                words.CAUSES[cause], shown(size), bars.bar(size, most, style), visible(examples.get(cause, ""))
            )
    return table


def _largest(image: Measurement, bars: _Bars) -> Iterable[RenderableType]:
    folders = image.largest_folders(_MOST)
    files = [(path, file.size) for path, file in image.largest_files(_MOST)]
    for title, found in (("Largest folders", folders), ("Largest files", files)):
        if not found or not found[0][1]:
            continue
        yield _heading(title, "")
        table = _table(header=False)
        table.add_column(justify="right", no_wrap=True, min_width=8)
        table.add_column(width=_BAR, no_wrap=True)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for path, size in found:
            table.add_row(shown(size), bars.bar(size, found[0][1], "blue"), f"/{visible(path)}")
        yield table
        yield ""


def _left(image: Measurement) -> Iterable[RenderableType]:
    yield _heading("Runs as", visible(image.user), "red" if image.user.partition(":")[0] in ("root", "0") else "green")
    if image.set_id_files:
        yield _heading("Set-uid or set-gid", visible(words.set_id_files(image)))
    if image.build_programs:
        yield _heading("Build tools left", _listed(image.build_programs))
    for secret in image.secrets:
        where = (
            f"still in layer {secret.layer + 1} although a later one hides it"
            if secret.is_hidden
            else f"layer {secret.layer + 1}"
        )
        yield _heading("Likely secret", f"/{visible(secret.path)}: {visible(secret.reason)} ({where})", "red")


def _listed(names: Sequence[str], most: int = 12) -> str:
    text = ", ".join(visible(name) for name in names[:most])
    return f"{len(names)}: {text}" + (f" and {len(names) - most} more" if len(names) > most else "")


def _comparison(comparison: Comparison, bars: _Bars) -> Iterable[RenderableType]:
    before, after = comparison.before, comparison.after
    yield Text.assemble((visible(before.name), "bold"), " against ", (visible(after.name), "bold"))
    yield ""
    yield _figures(comparison, bars)
    yield ""
    for name, image in (("Before", before), ("After", after)):
        yield _heading(name, "")
        yield _layers(image, bars)
        yield ""
    yield _heading("Configuration", "" if comparison.settings else "the same")
    if comparison.settings:
        yield _settings(comparison.settings)
    yield ""
    yield from _files(comparison)
    yield from _rebuilds(before.rebuild, after.rebuild)
    if before.predictions:
        yield from _predictions(before.predictions)
        yield ""
    for note in dict.fromkeys([*before.notes, *after.notes]):
        yield Text(f"Note: {visible(note)}")


def _figures(comparison: Comparison, bars: _Bars) -> RenderableType:
    before, after = comparison.before, comparison.after
    table = _table()
    table.add_column("")
    for name in ("before", "after", "change"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", ratio=1, no_wrap=True)
    most = max(before.bytes, after.bytes)
    known = comparison.knows_files
    rows = [
        ("layers' bytes", before.bytes, after.bytes),
        ("in a container", before.merged_bytes, after.merged_bytes),
        ("waste", sum(before.waste.values()), sum(after.waste.values())),
        ("avoidable", sum(before.avoidable_bytes.values()), sum(after.avoidable_bytes.values())),
    ]
    if not known:
        rows = []
        most = max(before.compressed_bytes or 0, after.compressed_bytes or 0)
    if before.compressed_bytes is not None and after.compressed_bytes is not None:
        rows.append(("compressed", before.compressed_bytes, after.compressed_bytes))
    for name, old, new in rows:
        bar = Group(bars.bar(old, most, "bright_black", width=24), bars.bar(new, most, "cyan", width=24))
        table.add_row(
            name,
            shown(old),
            shown(new),
            _change(old, new),
            bar if name == "layers' bytes" else bars.bar(new, most, "cyan", width=24),
        )
    table.add_row(
        "layers",
        str(len(before.layers)),
        str(len(after.layers)),
        f"{len(after.layers) - len(before.layers):+d}" if len(after.layers) != len(before.layers) else "",
        "",
    )
    if known:
        table.add_row("dive's efficiency", f"{before.dive.efficiency:.2%}", f"{after.dive.efficiency:.2%}", "", "")
    if before.build_seconds is not None and after.build_seconds is not None:
        table.add_row("build time", f"{before.build_seconds:.1f} s", f"{after.build_seconds:.1f} s", "", "")
    return table


def _predictions(predictions: Sequence[Prediction]) -> Iterable[RenderableType]:
    is_measured = any(one.measured is not None for one in predictions)
    if is_measured:
        yield _heading("Predicted and measured", "what each finding alone saves")
    else:
        yield _heading("Predicted", "what each finding alone would save")
    table = _table()
    table.add_column("line", justify="right")
    table.add_column("rule", no_wrap=True)
    table.add_column("predicted", justify="right", no_wrap=True)
    if is_measured:
        table.add_column("measured", justify="right", no_wrap=True)
    table.add_column("rests on", ratio=1, overflow="ellipsis")
    for one in predictions:
        expected = Text("not known", "bright_black") if one.expected is None else Text(shown(one.expected))
        measured = [Text("" if one.measured is None else shown(one.measured))] if is_measured else []
        why = "; ".join(filter(None, (one.basis, "" if one.measured is not None else one.reason)))
        table.add_row(str(one.line), one.rule, expected, *measured, visible(why))
    yield table


def _rebuild(rebuild: Rebuild) -> Iterable[RenderableType]:
    ran = rebuild.ran
    yield _heading(
        "Rebuild",
        f"after a change of {visible(rebuild.path)} {len(ran)} of {_steps(rebuild)} ran, "
        f"{_seconds(rebuild.seconds)}{_median(rebuild)}",
    )
    yield Text(f"  ({visible(rebuild.reason)})", "bright_black")
    yield _ran(rebuild)


def _rebuilds(before: Rebuild | None, after: Rebuild | None) -> Iterable[RenderableType]:
    if before is None or after is None:
        return
    change = f" ({(after.seconds - before.seconds) / before.seconds:+.0%})" if before.seconds else ""
    yield _heading("Rebuild", f"after a change of {visible(before.path)}")
    yield Text(f"  ({visible(before.reason)})", "bright_black")
    for name, each, more in (("before", before, ""), ("after", after, change)):
        text = f"  {name}: {len(each.ran)} of {_steps(each)} ran, {_seconds(each.seconds)}{more}{_median(each)}"
        yield Text(text, "green" if more.startswith(" (-") else "")
        yield _ran(each)
    yield ""


def _steps(rebuild: Rebuild) -> str:
    return counted(sum(not step.text.upper().startswith("FROM") for step in rebuild.steps), "step")


def _median(rebuild: Rebuild) -> str:
    if len(rebuild.runs) < 2:
        return ""
    return f", the median of {', '.join(f'{seconds:.1f}' for seconds in rebuild.runs)}"


def _ran(rebuild: Rebuild) -> RenderableType:
    table = _table(header=False)
    table.add_column(justify="right", no_wrap=True, min_width=10)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for step in rebuild.ran:
        table.add_row(_seconds(step.seconds), f"line {step.line}" if step.line else "", visible(step.text))
    return table


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s"


def _change(old: int, new: int) -> Text:
    if old == new:
        return Text("")
    percent = f" ({(new - old) / old:+.1%})" if old else ""
    return Text(f"{'+' if new > old else ''}{shown(new - old)}{percent}", "red" if new > old else "green")


def _settings(settings: Sequence[Setting]) -> RenderableType:
    table = _table()
    table.add_column("")
    table.add_column("before", ratio=1, overflow="fold")
    table.add_column("after", ratio=1, overflow="fold")
    for one in settings:
        table.add_row(visible(one.name), _value(one.before), _value(one.after))
    return table


def _value(value: object) -> Text:
    if value is None:
        return Text("not set", "bright_black")
    if isinstance(value, str):
        return Text(visible(value))
    if value is True:
        return Text("yes")
    import json

    return Text(visible(json.dumps(value, ensure_ascii=False)))


def _files(comparison: Comparison) -> Iterable[RenderableType]:
    kinds = (
        ("Files added", comparison.added),
        ("Files removed", comparison.removed),
        ("Files changed", comparison.changed),
    )
    if not comparison.knows_files:
        yield _heading("Files", "not known of an image in a registry")
        return
    if not any(changes for _, changes in kinds):
        yield _heading("Files", "the same")
        return
    for name, changes in kinds:
        meant = [one for one in changes if not one.expected]
        expected: dict[str, int] = {}
        for one in changes:
            if one.expected:
                expected[one.expected] = expected.get(one.expected, 0) + 1
        if not changes:
            continue
        size = sum(_weight(one) for one in meant)
        yield _heading(name, f"{len(meant)}, {shown(size)}" + _reasons(meant))
        table = _table(header=False)
        table.add_column(justify="right", no_wrap=True, min_width=8)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(no_wrap=True)
        meant.sort(key=lambda one: (-_weight(one), one.path))
        for one in meant[:_MOST]:
            table.add_row(
                shown(_weight(one)),
                f"/{visible(one.path)}",
                ", ".join(words.CAUSES.get(each, each) for each in one.reasons),
            )
        if len(meant) > _MOST:
            table.add_row("", f"and {len(meant) - _MOST} more", "")
        for reason, number in sorted(expected.items()):
            table.add_row("", Text(f"and {number} that differ by themselves: {reason}", "bright_black"), "")
        yield table
        yield ""


def _weight(change: Change) -> int:
    return max(change.before or 0, change.after or 0)


def _reasons(changes: Sequence[Change]) -> str:
    found: dict[str, int] = {}
    for one in changes:
        for reason in one.reasons:
            found[reason] = found.get(reason, 0) + 1
    if not found:
        return ""
    return ": " + ", ".join(f"{number} {words.CAUSES.get(reason, reason)}" for reason, number in sorted(found.items()))


def _failures(failures: Sequence[Failure]) -> Iterable[RenderableType]:
    for failure in failures:
        text = Text.assemble((f"{failure.budget}: ", "bold red"), visible(failure.message))
        if failure.layer is not None:
            line = f" (line {failure.line})" if failure.line else ""
            text.append(f"; layer {failure.layer + 1}{line}: {visible(failure.blame)}")
        yield text


def _heading(title: str, text: str, style: str = "") -> RenderableType:
    return Text.assemble((title, "bold"), (f": {text}" if text else "", style))


def _indented(part: RenderableType) -> RenderableType:
    return Padding(part, (0, 0, 0, 2))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "0%"


def _table(*, header: bool = True) -> Table:
    return Table(
        box=None, show_header=header, header_style="bright_black", padding=(0, 2, 0, 0), pad_edge=False, expand=True
    )
