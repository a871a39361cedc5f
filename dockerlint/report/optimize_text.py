"""What `optimize` plans, for people: the plan in front of the diff."""

from __future__ import annotations

import io

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dockerlint.report.wording import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.fixers.multi_stage.plan import NoPlan, Plan
    from dockerlint.fixers.pipeline import Change, Optimized
    from dockerlint.verify.verdict import Verdict


_LOG_LINES = 40


def to_text(
    name: str,
    done: Optimized,
    *,
    asked: bool = True,
    verdict: Verdict | None = None,
    color: bool = False,
    width: int = 100,
) -> str:
    """Return the plan or the refusal of a file, its other changes, and the verdict on them where there is one.

    `asked` says whether stages were asked for.
    """
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
    if done.plan is not None:
        _plan(console, name, done.plan)
    elif done.refusal is not None and asked:
        _refusal(console, name, done.refusal)
    _changes(console, name, done.changes, done.other_files)
    _rebuild(console, name, done)
    if verdict is not None:
        _verdict(console, name, verdict)
    file = console.file
    text = file.getvalue() if isinstance(file, io.StringIO) else ""
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def _plan(console: Console, name: str, plan: Plan) -> None:
    console.print(
        Text(visible(name), style="bold").append(f": {counted(len(plan.stages), 'stage')} ({plan.recipe})", "not bold")
    )
    rows = [(one.name or "(last)", f"FROM {visible(one.base)}", one.purpose) for one in plan.stages]
    _table(console, "Stages", rows)
    if plan.runtime_reason:
        _table(console, "Run-time base", [(visible(plan.runtime_base), plan.runtime_reason)])
    _table(
        console,
        "Copied from the build",
        [(visible(one.path), _line(one.line), visible(one.reason)) for one in plan.artifacts],
    )
    _table(
        console,
        "Packages kept",
        [(visible(one.name), _line(one.line), visible(one.reason)) for one in plan.kept_packages],
    )
    _table(
        console,
        "Packages left out",
        [(visible(one.name), _line(one.line), visible(one.reason)) for one in plan.left_packages],
    )
    _table(console, "Not in the last stage", [(_line(one.line), visible(one.reason)) for one in plan.dropped])
    if plan.carried:
        words: dict[str, list[int]] = {}
        for keyword, line in plan.carried:
            words.setdefault(keyword, []).append(line)
        carried = ", ".join(
            f"{keyword} (line {', '.join(map(str, lines))})" for keyword, lines in sorted(words.items())
        )
        _table(console, "Carried over", [(carried,)])
    _table(console, "Changed", [(field, visible(reason)) for field, reason in plan.changes.items()])
    _table(console, "Assumed", [(visible(text),) for text in plan.assumed])
    _table(console, "May be found", [(rule, visible(reason)) for rule, reason in plan.may_add.items()])
    console.print()


def _refusal(console: Console, name: str, refusal: NoPlan) -> None:
    console.print(Text(visible(name), style="bold").append(": not made multi-stage", "not bold"))
    console.print(Padding(visible(refusal.reason), (0, 0, 0, 2)))
    if refusal.question:
        console.print(Padding(Text(visible(refusal.question), style="yellow"), (0, 0, 0, 2)))
    console.print()


def _changes(console: Console, name: str, changes: list[Change], other_files: dict[str, str]) -> None:
    if not changes:
        return
    console.print(Text(visible(name), style="bold").append(f": {counted(len(changes), 'other change')}", "not bold"))
    _table(console, "", [(one.kind, _line(one.line), visible(one.title)) for one in changes])
    if other_files:
        _table(console, "Other files", [(visible(path),) for path in other_files])
    console.print()


def _rebuild(console: Console, name: str, done: Optimized) -> None:
    """Say what the order of layers is expected to save."""
    cost = done.rebuild
    if cost is None or cost.after >= cost.before:
        return
    basis = "stated defaults" if cost.basis == "defaults" else cost.basis
    console.print(
        Text(visible(name), style="bold").append(
            f": a rebuild is expected to take {cost.before:.0f} s before and {cost.after:.0f} s after, by {basis}",
            "not bold",
        )
    )
    console.print()


_STYLES = {"passed": "green", "failed": "bold red", "skipped": "bright_black"}


def _verdict(console: Console, name: str, verdict: Verdict) -> None:
    told = "verified" if verdict.passed else "not verified"
    console.print(Text(visible(name), style="bold").append(f": {told}", "not bold"))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for step in verdict.steps:
        table.add_row(Text(step.result, style=_STYLES[step.result]), step.name, visible(step.reason))
    console.print(Padding(table, (0, 0, 0, 4)))
    for step in verdict.failures:
        for line in (*step.details, *step.log.splitlines()[-_LOG_LINES:]):
            console.print(Padding(visible(line), (0, 0, 0, 6)))
    for note in verdict.notes:
        console.print(Padding(visible(note), (0, 0, 0, 4)))
    console.print()


def _line(line: int) -> str:
    return f"line {line}" if line else ""


def _table(console: Console, title: str, rows: Iterable[tuple[str, ...]]) -> None:
    rows = list(rows)
    if not rows:
        return
    if title:
        console.print(Padding(Text(title, style="cyan"), (0, 0, 0, 2)))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    for number in range(len(rows[0])):
        table.add_column(overflow="fold", no_wrap=False, ratio=None if number < len(rows[0]) - 1 else 1)
    for row in rows:
        table.add_row(*row)
    console.print(Padding(table, (0, 0, 0, 4)))
