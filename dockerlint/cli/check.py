"""`dockerlint check`: from paths to a report and an exit code."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.checker import Checker, OptionError, Outcome, relative
from dockerlint.cli.discovery import STDIN, Discovery, reason
from dockerlint.cli.options import FORMATS, FORMATS_WITH_FIXES, FORMATS_WITH_SAVINGS
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color, width_of, write, write_bytes
from dockerlint.config import ConfigError, ConfigFinder
from dockerlint.lint.finding import SEVERITIES
from dockerlint.lint.registry import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from dockerlint.cli.checker import Render
    from dockerlint.cli.options import CheckOptions
    from dockerlint.report.run import Run

CLEAN, FINDINGS, TROUBLE = 0, 1, 2

# Below that many files for each, further processes cost more than they bring.
_FILES_PER_PROCESS = 50
# Reports that tell nothing of the run beside findings.
_PLAIN = ("text", "concise", "json")
_FILES_PER_PROCESS_WITH_SHELLCHECK = 4


def run(options: CheckOptions) -> int:
    """Check what the options name, write the report, return the exit code."""
    rules = RuleNames()
    finder = ConfigFinder(
        explicit=options.config,
        isolated=options.isolated,
        rules=rules,  # type: ignore[arg-type]  # it has the same attributes and is cheaper to import
    )
    is_colored = wants_color(options.color, sys.stderr)
    try:
        name = options.output_format or _configured_format(finder)
        report = _report(name)
        checker = Checker(
            options,
            finder,
            rules,
            _renderer(report, options),
            fixes=name in FORMATS_WITH_FIXES,
            savings=name in FORMATS_WITH_SAVINGS,
        )
    except OptionError as error:
        say("error", str(error), color=is_colored)
        return TROUBLE
    paths = options.paths or [STDIN if options.stdin_filename else os.curdir]
    discovery = Discovery(paths, finder, force_exclude=options.force_exclude)
    outcomes = _check_all(checker, discovery.files, options.jobs)
    notes, troubles = list(discovery.notes), list(discovery.troubles)
    for outcome in outcomes:
        notes += outcome.notes
        troubles += outcome.troubles
    if options.write_baseline is not None:
        return _write_baseline(options.write_baseline, dict(zip(discovery.files, outcomes, strict=True)), troubles)
    parts = [outcome.part for outcome in outcomes if outcome.part]
    body: str = report.join(
        parts, None if name in _PLAIN else _run_of(discovery.files, outcomes, checker, notes, troubles)
    )
    end = _summary(outcomes, is_counted=options.statistics) if name == "text" else ""
    try:
        if options.output_file is not None:
            with open(options.output_file, "wb") as file:
                file.write((body + end).encode("utf-8", "backslashreplace"))
            end = ""
        elif name in ("text", "concise", "gnu"):
            write(body)
        else:
            write_bytes(body.encode("utf-8", "backslashreplace"))
        # What went wrong stands between the findings and the summary, so that a terminal shows both last.
        for note in dict.fromkeys(notes):
            say("note", note, color=is_colored)
        for trouble in dict.fromkeys(troubles):
            say("error", trouble, color=is_colored)
        write(end)
    except BrokenPipeError:
        raise
    except OSError as error:
        say("error", f"cannot write the report: {reason(error)}", color=is_colored)
        return TROUBLE
    if options.statistics and name != "text" and sys.stderr is not None:
        sys.stderr.write(_statistics(outcomes))
    if troubles:
        return TROUBLE
    is_failing = not options.exit_zero and any(outcome.is_failing for outcome in outcomes)
    return FINDINGS if is_failing else CLEAN


def _write_baseline(path: str, outcomes: Mapping[str, Outcome], troubles: Sequence[str]) -> int:
    """Write a baseline that covers every finding; returns the exit code."""
    from dockerlint.lint.baseline import render_baseline

    for trouble in dict.fromkeys(troubles):
        say("error", trouble)
    text = render_baseline(path, {name: outcome.marks for name, outcome in outcomes.items()})
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        say("error", f"cannot write the baseline: {reason(error)}")
        return TROUBLE
    number = sum(len(outcome.marks) for outcome in outcomes.values())
    write(f"{path} covers {number} finding{'' if number == 1 else 's'}.\n")
    return TROUBLE if troubles else CLEAN


def _run_of(
    files: Sequence[str], outcomes: Sequence[Outcome], checker: Checker, notes: Sequence[str], troubles: Sequence[str]
) -> Run:
    """Return what the report tells of the run as a whole."""
    from dockerlint.report.run import Run

    fired = {rule for outcome in outcomes for rule in outcome.rules}
    selected = checker.selected()
    rules = [entry for entry in entries() if entry.name in selected or entry.name in fired]
    clean = [
        file for file, outcome in zip(files, outcomes, strict=True) if outcome.is_checked and not outcome.severities
    ]
    others = sorted(fired - {entry.name for entry in rules})
    return Run(rules, clean, list(dict.fromkeys(notes)), list(dict.fromkeys(troubles)), others)


def _configured_format(finder: ConfigFinder) -> str:
    """Return the format that the configuration of the current folder asks for."""
    try:
        settings = finder.load("Dockerfile")
    except ConfigError:
        return "text"  # the error is told where the configuration governs a file
    name = settings.output_format or "text"
    if name not in FORMATS:
        raise OptionError(f"{relative(settings.path or '')}: the output format `{name}` is not available")
    return name


def _report(name: str) -> ModuleType:
    # Not importlib, whose own import takes as long as that of three modules of ours.
    module: ModuleType = __import__(f"dockerlint.report.{name.replace('-', '_')}", fromlist=["render"])
    return module


def _renderer(report: ModuleType, options: CheckOptions) -> Render:
    stream = sys.stdout if options.output_file is None else None
    color = wants_color(options.color, stream)
    is_chosen = options.color != "auto"
    width = width_of(stream)
    return lambda name, tree, findings, is_allowed: report.render(
        name, tree, findings, color=color and (is_allowed or is_chosen), width=width
    )


def _check_all(checker: Checker, files: Sequence[str], jobs: int | None) -> list[Outcome]:
    if jobs is None:
        jobs = len(files) // (_FILES_PER_PROCESS if checker.shellcheck is None else _FILES_PER_PROCESS_WITH_SHELLCHECK)
        jobs = min(jobs, _processors()) if jobs > 1 else 1
    jobs = min(jobs, len(files))
    if jobs > 1 and hasattr(os, "fork"):
        from dockerlint.cli.workers import check_in_processes

        return check_in_processes(checker.check_all, files, jobs)
    return list(checker.check_all(files))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summary(outcomes: Sequence[Outcome], *, is_counted: bool) -> str:
    from dockerlint.report.text import fixable, summary

    checked = sum(outcome.is_checked for outcome in outcomes)
    if not checked:
        return ""
    severities = _total(outcome.severities for outcome in outcomes)
    ordered = {severity: severities.get(severity, 0) for severity in SEVERITIES}
    found = sum(bool(outcome.severities) for outcome in outcomes)
    text = (_statistics(outcomes) if is_counted else "") + summary(ordered, checked, found)
    return text + fixable(*_fixable(outcomes))


def _fixable(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """Return how many findings are of rules whose fixers are safe at their best, and of those with any fixer."""
    safeties = {entry.name: entry.safety for entry in entries()}
    numbers = {"safe": 0, "unsafe": 0}
    for rule, number in _total(outcome.rules for outcome in outcomes).items():
        safety = safeties.get(rule, "")
        if safety in numbers:
            numbers[safety] += number
    return numbers["safe"], numbers["safe"] + numbers["unsafe"]


def _statistics(outcomes: Sequence[Outcome]) -> str:
    from dockerlint.report.text import statistics

    return statistics(_total(outcome.rules for outcome in outcomes))


def _total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for name, number in each.items():
            total[name] = total.get(name, 0) + number
    return total
