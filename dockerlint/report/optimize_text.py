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


def to_text(name: str, done: Optimized, *, asked: bool = True, color: bool = False, width: int = 100) -> str:
    """Return the plan or the refusal of a file and its other changes; `asked` says whether stages were asked for."""
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
