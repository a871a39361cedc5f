"""`dockerlint check`: from paths to a report and an exit code."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.checker import Checker, OptionError, Outcome, hadolint_asked, relative
from dockerlint.cli.discovery import STDIN, Discovery, reason
from dockerlint.cli.options import FORMATS, FORMATS_WITH_FIXES, FORMATS_WITH_SAVINGS
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color, width_of, write, write_pieces
from dockerlint.config import ConfigError, ConfigFinder
from dockerlint.lint.finding import SEVERITIES
from dockerlint.lint.registry import entries, safety_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import ModuleType

    from dockerlint.cli.checker import Render
    from dockerlint.cli.options import CheckOptions
    from dockerlint.config.hadolint import Asked
    from dockerlint.lint.finding import Finding
    from dockerlint.report.run import Run
    from dockerlint.syntax.tree import Tree

CLEAN, FINDINGS, TROUBLE = 0, 1, 2

# Below that many files for each, further processes cost more than they bring.
_FILES_PER_PROCESS = 50
# Reports that tell nothing of the run beside findings.
_PLAIN = ("text", "concise", "json")
_FOR_PEOPLE = ("text", "concise", "gnu", "hadolint-tty", "hadolint-gnu")
_FILES_PER_PROCESS_WITH_SHELLCHECK = 4
# The formats for which hadolint's --file-path-in-report counts.
_RENAMED = tuple(
    f"hadolint-{name}" for name in ("checkstyle", "codeclimate", "gitlab-codeclimate", "junit", "sonarqube")
)


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
        asked = hadolint_asked(options, finder)
        outputs = _outputs(options, finder, asked)
        renders = [_renderer(output, options, asked) for output in outputs]
        names = {output.name for output in outputs}
        checker = Checker(
            options,
            finder,
            rules,
            renders,
            asked=asked,
            fixes=not names.isdisjoint(FORMATS_WITH_FIXES),
            savings=not names.isdisjoint(FORMATS_WITH_SAVINGS),
        )
    except OptionError as error:
        say("error", str(error), color=is_colored)
        return TROUBLE
    paths = options.paths or [STDIN if options.stdin_filename else os.curdir]
    discovery = Discovery(paths, finder, force_exclude=options.force_exclude)
    checker.builds = discovery.builds
    outcomes = _check_all(checker, discovery.files, options.jobs)
    notes, troubles = [*rules.notes, *discovery.notes], list(discovery.troubles)
    if asked is not None:
        notes += asked.notes
    for outcome in outcomes:
        notes += outcome.notes
        troubles += outcome.troubles
    if options.write_baseline is not None:
        return _write_baseline(options.write_baseline, dict(zip(discovery.files, outcomes, strict=True)), troubles)
    run = None
    if any(output.name not in _PLAIN for output in outputs):
        run = _run_of(discovery.files, outcomes, checker, notes, troubles)
    end = ""
    try:
        for index, output in enumerate(outputs):
            _write(
                output, [outcome.parts[index] for outcome in outcomes if outcome.parts and outcome.parts[index]], run
            )
            if output.name == "text":
                summary = _summary(outcomes, is_counted=options.statistics)
                if output.path is None:
                    end = summary
                else:
                    _append(output.path, summary)
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
    if options.statistics and not any(output.name == "text" for output in outputs) and sys.stderr is not None:
        sys.stderr.write(_statistics(outcomes))
    if troubles:
        return TROUBLE
    is_failing = not options.exit_zero and any(outcome.is_failing for outcome in outcomes)
    if is_failing and any(output.name.startswith("hadolint-") for output in outputs):
        from dockerlint.config.hadolint import never_fails

        is_failing = not never_fails(output.name for output in outputs)
    return FINDINGS if is_failing else CLEAN


class _Output:
    """A report: its format, and the file that it goes to, None for standard output."""

    __slots__ = ("name", "path", "report")

    def __init__(self, name: str, path: str | None) -> None:
        self.name = name
        self.path = path
        self.report = _report(name)


def _outputs(options: CheckOptions, finder: ConfigFinder, asked: Asked | None) -> list[_Output]:
    """Return what the run writes."""
    pairs: list[tuple[str, str | None]]
    if options.output_formats:
        split = [text.partition(":") for text in options.output_formats]
        pairs = [(name, path or None) for name, _, path in split]
    elif asked is not None and (asked.formats or asked.files):
        # hadolint's options go together in their order.
        missing = len(asked.files) - len(asked.formats)
        names = [*asked.formats, *["hadolint-tty"] * missing]
        pairs = [(name, asked.files[at] if at < len(asked.files) else None) for at, name in enumerate(names)]
    else:
        pairs = [(_configured_format(finder), None)]
    without = [name for name, path in pairs if path is None]
    if options.output_file is not None:
        if len(without) != 1:
            raise OptionError("`--output-file` is for the one report that has no file of its own")
        pairs = [(name, path or options.output_file) for name, path in pairs]
    elif len(without) > 1 and (asked is None or not asked.formats):
        raise OptionError(f"only one report fits standard output: write `--output-format {without[-1]}:FILE`")
    if options.suppressed and "sarif" not in {name for name, _ in pairs}:
        raise OptionError("`--suppressed` is for the report `sarif`, which is not among those asked for")
    return [_Output(name, path) for name, path in pairs]


def _write(output: _Output, parts: Sequence[str], run: Run | None) -> None:
    # The report of many files is large, and must not be held twice.
    pieces: Iterable[str]
    if output.name == "json":
        pieces = output.report.pieces(parts)
    elif output.name in _PLAIN:
        pieces = parts
    else:
        pieces = [output.report.join(parts, run)]
    if output.path is not None:
        with open(output.path, "wb") as file:
            file.writelines(piece.encode("utf-8", "backslashreplace") for piece in pieces)
    elif output.name in _FOR_PEOPLE:
        for piece in pieces:
            write(piece)
    else:
        write_pieces(piece.encode("utf-8", "backslashreplace") for piece in pieces)


def _append(path: str, text: str) -> None:
    with open(path, "ab") as file:
        file.write(text.encode("utf-8", "backslashreplace"))


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
    # hadolint's formats have a room of their own.
    path = name.replace("-", "_").replace("hadolint_", "hadolint.", 1)
    # Not importlib, whose own import takes as long as that of three modules of ours.
    module: ModuleType = __import__(f"dockerlint.report.{path}", fromlist=["render"])
    return module


def _renderer(output: _Output, options: CheckOptions, asked: Asked | None) -> Render:
    stream = sys.stdout if output.path is None else None
    color = wants_color(options.color, stream)
    is_chosen = options.color != "auto"
    width = width_of(stream)
    render = output.report.render
    if options.suppressed:
        render = _with_suppressed(render) if output.name == "sarif" else _without_suppressed(render)
    if asked is not None and asked.report_path is not None and output.name in _RENAMED:
        given = asked.report_path
        return lambda _, tree, findings, __: render(given, tree, findings)
    return lambda name, tree, findings, is_allowed: render(
        name, tree, findings, color=color and (is_allowed or is_chosen), width=width
    )


def _with_suppressed(render: Callable[..., str]) -> Callable[..., str]:
    return lambda *arguments, **options: render(*arguments, **options, suppressed=True)


def _without_suppressed(render: Callable[..., str]) -> Callable[..., str]:
    def told(name: str, tree: Tree, findings: Sequence[Finding], **options: object) -> str:
        rest = [finding for finding in findings if finding.suppression is None]
        return render(name, tree, rest, **options) if rest else ""

    return told


def _check_all(checker: Checker, files: Sequence[str], jobs: int | None) -> list[Outcome]:
    if jobs is None:
        jobs = len(files) // (_FILES_PER_PROCESS if checker.shellcheck is None else _FILES_PER_PROCESS_WITH_SHELLCHECK)
        jobs = min(jobs, _processors()) if jobs > 1 else 1
    jobs = min(jobs, len(files))
    if jobs > 1 and hasattr(os, "fork"):
        from dockerlint.cli.workers import check_in_processes

        return check_in_processes(checker.check_all, files, jobs)
    outcomes = dict(checker.check_all(enumerate(files)))
    return [outcomes[place] for place in range(len(files))]


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
    numbers = {"safe": 0, "unsafe": 0}
    for rule, number in _total(outcome.rules for outcome in outcomes).items():
        safety = safety_of(rule)
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
