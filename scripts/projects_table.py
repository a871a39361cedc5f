"""The page of results of the sample projects, made from the rows of `scripts/projects.py --verify`."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    Row = dict[str, Any]

_ECOSYSTEMS = {
    "c": "C, C++",
    "cpp": "C, C++",
    "go": "Go",
    "java": "Java",
    "node": "Node.js",
    "php": "PHP",
    "python": "Python",
    "ruby": "Ruby",
    "rust": "Rust",
}
# Percent smaller that the mean of an ecosystem has to be, from a full base.
_BARS = {
    "C, C++": 85,
    "Go": 85,
    "Java": 25,
    "Java, jlink": 70,
    "Node.js": 60,
    "PHP": 0,
    "Python": 60,
    "Ruby": 60,
    "Rust": 85,
}
_FASTER = 50  # percent, for projects that install dependencies
_SLOWER_SECONDS, _SLOWER_SHARE = 1.0, 0.3
# Why a rebuild of a project that installs dependencies is not faster than before, where that is known.
_WHY_NOT_FASTER = {
    "node-assets": "Installation and build stand in one RUN, so what only the build needs is deleted behind both "
    "again, with each change of the sources.",
    "node-typescript": "The file installs ahead of the sources already; what runs again is the compiler, as before.",
    "python-native": "The file installs ahead of the sources already; what runs again is a copy of the sources.",
}

_HEAD = """# Results of optimizing

The sample projects of `corpus/projects`, as people write them on the first day, and what `dockerlint optimize` makes of
them: both are built by a Docker engine, and configuration, files of the application and behaviour are compared
([engine.md](engine.md#verifying-a-rewrite)).

- Base images are **stand-ins**, made from Debian's packages by `tests/engine/make_bases`; they have the layout and
  nearly the sizes of the official ones, and are not those.
- A rebuild is the sum of the engine's own times of the steps that ran after a change of one line of the source, the
  median of three different changes. Two cores, other work beside it: below a second, differences are noise.
- “Deps” says whether the project installs dependencies; for such, a rebuild has to be 50 % faster. None may be slower
  by more than 30 % or one second, whichever is more. Where no rebuild stands, none was timed (`--quick`).

Made by `python scripts/projects.py --verify --go-on --json FILE --markdown docs/results.md`.
"""
_COLUMNS = (
    *("project", "base", "MB before", "after", "smaller", "behaviour", "deps"),
    *("rebuild s before", "after", "faster", "verdict"),
)
_RIGHT = ("MB before", "after", "smaller", "rebuild s before", "faster")


def table(rows: Iterable[Row], is_right: Callable[[Row], bool]) -> str:
    """Return the page."""
    rows = list(rows)
    dates = sorted({row["date"] for row in rows})
    when = " to ".join(dict.fromkeys((*dates[:1], *dates[-1:])))
    parts = [_HEAD, f"Measured {when}: {len(rows)} results, {sum(map(is_right, rows))} as they should be.\n"]
    refused = [row for row in rows if row["refusal"]]
    converted = [row for row in rows if row["refusal"] is None]
    parts += _means(row for row in converted if row["is_full"])
    parts.append("## From a full base\n")
    parts += _table((row for row in converted if row["is_full"]), is_right)
    parts.append("## From a slim base, or one without a smaller sibling\n")
    parts += _table((row for row in converted if not row["is_full"]), is_right)
    parts += _slow(converted)
    parts.append("## Refused\n")
    parts.append("What is left to do where there is no plan is done all the same, and verified.\n")
    lines = ["| project | reason | question | right |", "|---|---|---|---|"]
    lines += [
        f"| {_name(row)} | {row['refusal']} | {row['question'] or ''} | {_yes(is_right(row))} |" for row in refused
    ]
    parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def ecosystem(row: Row) -> str:
    """Return the ecosystem of a row; Java with a run-time image made to measure is one of its own."""
    name = _ECOSYSTEMS[row["project"].partition("-")[0]]
    return f"{name}, jlink" if row["variant"] == "jlink" else name


def smaller(row: Row) -> float | None:
    """Return by how many percent the image is smaller."""
    before, after = _weights(row)
    return None if before is None or after is None else 100 * (1 - after["bytes"] / before["bytes"])


def faster(row: Row) -> float | None:
    """Return by how many percent the rebuild is faster."""
    before, after = _rebuilds(row)
    return 100 * (1 - after / before) if before and after is not None else None


def is_fast(row: Row) -> bool | None:
    """Whether the rebuild is as fast as it has to be; None where it was not timed."""
    before, after = _rebuilds(row)
    if before is None or after is None:
        return None
    if row["installs"]:
        return after <= before * (1 - _FASTER / 100)
    return after <= before + max(_SLOWER_SECONDS, _SLOWER_SHARE * before)


def _means(rows: Iterable[Row]) -> list[str]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if smaller(row) is not None:
            groups.setdefault(ecosystem(row), []).append(row)
    lines = ["| ecosystem | results | mean smaller | bar | met | least |", "|---|--:|--:|--:|---|--:|"]
    for name, group in sorted(groups.items()):
        gains = [smaller(row) or 0.0 for row in group]
        mean, bar = statistics.mean(gains), _BARS[name]
        lines.append(
            f"| {name} | {len(group)} | {mean:.1f} % | {bar or '> 0'} % | {_yes(mean >= bar)} | {min(gains):.1f} % |"
        )
    return ["## Means, from a full base\n", "\n".join(lines) + "\n"]


def _slow(rows: Iterable[Row]) -> list[str]:
    slow = [row for row in rows if is_fast(row) is False]
    if not slow:
        return []
    lines = [f"- {_name(row)}: {_WHY_NOT_FASTER.get(row['project'], 'The reason is not known.')}" for row in slow]
    return ["## Rebuilds that are not as fast as they have to be\n", "\n".join(lines) + "\n"]


def _table(rows: Iterable[Row], is_right: Callable[[Row], bool]) -> list[str]:
    lines = [
        f"| {' | '.join(_COLUMNS)} |",
        f"|{'|'.join('--:' if name in _RIGHT else '---' for name in _COLUMNS)}|",
    ]
    for row in rows:
        before, after = _weights(row)
        old, new = _rebuilds(row)
        fast = is_fast(row)
        verdict = "as it should be" if is_right(row) else "failed"
        if fast is False:
            verdict += ", rebuild too slow"
        cells = (
            _name(row),
            f"`{row['base']}`",
            "" if before is None else f"{before['bytes'] / 1e6:.1f}",
            "" if after is None else f"{after['bytes'] / 1e6:.1f}",
            _percent(smaller(row)),
            _behaviour(row),
            _yes(row["installs"]),
            "" if old is None else f"{old:.2f}",
            "" if new is None else f"{new:.2f}",
            _percent(faster(row)),
            verdict,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return ["\n".join(lines) + "\n"]


def _name(row: Row) -> str:
    return f"{row['project']}, {row['variant']}" if row["variant"] else str(row["project"])


def _weights(row: Row) -> tuple[Any, Any]:
    verdict = row["verdict"] or {}
    return verdict.get("before"), verdict.get("after")


def _rebuilds(row: Row) -> tuple[float | None, float | None]:
    before, after = _weights(row)
    return (before or {}).get("rebuild_seconds"), (after or {}).get("rebuild_seconds")


def _behaviour(row: Row) -> str:
    steps = {step["name"]: step for step in (row["verdict"] or {}).get("steps", ())}
    for name in ("build-original", "build-rewrite", "configuration", "files", "start", "smoke"):
        if name in steps and steps[name]["result"] == "failed":
            return f"differs: {steps[name]['reason']}"
    return "same" if steps else "not tried"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} %"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
