"""Checking one file with the options of a run: configuration, context, rules, and its part of the report."""

from __future__ import annotations

import gc
import os
import sys
from io import BufferedReader

from dockerlint.cli.discovery import STDIN, is_pipe, reason
from dockerlint.config import ConfigError
from dockerlint.config.settings import split_selectors
from dockerlint.lint.api import dockerfile, linter_for
from dockerlint.lint.finding import SEVERITIES
from dockerlint.lint.registry import DEFAULT_SELECTION, SelectionError, entries, select
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dockerlint.cli.options import CheckOptions
    from dockerlint.cli.rule_names import RuleNames
    from dockerlint.config import ConfigFinder, Settings
    from dockerlint.config.hadolint import Asked
    from dockerlint.context import Context
    from dockerlint.deploy import Build
    from dockerlint.fix.fixer import Fixers
    from dockerlint.lint.baseline import Baseline
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Linter, Result
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.shellcheck import Codes, Script, ShellCheck
    from dockerlint.syntax.tree import Tree

    # From a file's name, its tree, its findings, and whether to colour to its part of the report.
    Render = Callable[[str, Tree, list[Finding], bool], str]

# Nobody writes a Dockerfile of that size; whatever it is, reading it would only take memory.
MOST_BYTES = 16 << 20
# So many files are prepared at once: ShellCheck's start is shared by their scripts.
_FILES_AHEAD = 64
# The command switches the garbage collector off. Functions inside functions are rings of references in machine code:
# after so many files what they hold goes. It takes a few hundredths of a second.
_FILES_BETWEEN_COLLECTIONS = 512


# The attributes of an outcome, with which it goes from one process to another.
OUTCOME_FIELDS = ("is_checked", "is_failing", "marks", "notes", "parts", "rules", "severities", "troubles")


class Outcome:
    """What became of one file."""

    __slots__ = OUTCOME_FIELDS

    def __init__(self) -> None:
        self.is_checked = False
        self.is_failing = False  # has findings that count for the exit code
        self.parts: list[str] = []  # one of each report; empty where there is nothing to report
        self.rules: dict[str, int] = {}  # number of findings by rule
        self.severities: dict[str, int] = {}
        self.marks: list[str] = []  # fingerprints of the findings, where a baseline is written
        self.notes: list[str] = []
        self.troubles: list[str] = []


class OptionError(Exception):
    """An option with a value that cannot be meant."""


class UnreadableError(ValueError):
    """A file that is there and is not read all the same."""


class Checker:
    """Checks the files of a run. Raises OptionError for options that no file can be checked with."""

    __slots__ = (
        "_baselines",
        "_changes",
        "_finder",
        "_fixers",
        "_ignored",
        "_last",
        "_marks",
        "_plans",
        "_prepared",
        "_renders",
        "_rules",
        "_savings",
        "_stdin_name",
        "_suppressed",
        "asked",
        "builds",
        "shellcheck",
    )

    def __init__(
        self,
        options: CheckOptions,
        finder: ConfigFinder,
        rules: RuleNames,
        renders: Sequence[Render] = (),
        *,
        asked: Asked | None = None,
        fixes: bool = False,
        savings: bool = False,
    ) -> None:
        """With `fixes` each finding carries its fix, with `savings` what that saves, where there is one.

        `asked` is what hadolint's options ask for.
        """
        if options.stdin_filename and options.paths and STDIN not in options.paths:
            raise OptionError("`--stdin-filename` goes with `-`, which is not among the paths")
        self._stdin_name = options.stdin_filename or STDIN
        self._finder = finder
        self._rules = rules
        self._renders = renders
        self.asked = asked
        self.builds: Mapping[str, Sequence[Build]] = {}  # by absolute path: how a Compose or Bake file builds it
        self._changes = _changes(options, rules, finder, is_strict=asked is None)
        self._ignored = options.ignore
        self._plans: dict[int, _Plan] = {}  # by identity of the settings, which the finder keeps
        self._prepared: dict[str, tuple[Dockerfile, list[Script]]] = {}
        self.shellcheck: ShellCheck | None = _shellcheck(options)
        self._baselines: dict[str, Baseline] = {}
        self._last: tuple[Dockerfile, Result] | None = None  # what was checked last
        self._marks = options.write_baseline is not None
        self._suppressed = options.suppressed
        self._savings = savings
        self._fixers: Fixers | None = None
        if fixes:
            from dockerlint.fix.fixer import Fixers

            self._fixers = Fixers(entries())

    def check_all(self, files: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Outcome]]:
        """Check files, each with its number, in any order: those whose scripts are new to ShellCheck come later."""
        for checked, each in enumerate(self._check_ahead(files), 1):
            yield each
            if checked % _FILES_BETWEEN_COLLECTIONS == 0:
                gc.collect()

    def _check_ahead(self, files: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Outcome]]:
        """Check files; ShellCheck reads the scripts of some while those of the files before them are checked."""
        begun: list[tuple[int, str]] = []
        waiting: list[tuple[int, str]] = []
        scripts: list[Script] = []
        for number, path in files:
            new = self._new_scripts(path)
            if not new:
                yield number, self.check(path)
                continue
            waiting.append((number, path))
            scripts += new
            if len(waiting) == _FILES_AHEAD:
                self._start(scripts)
                yield from self._checked(begun)
                begun, waiting, scripts = waiting, [], []
        self._start(scripts)
        yield from self._checked(begun)
        yield from self._checked(waiting)

    def _checked(self, files: list[tuple[int, str]]) -> Iterator[tuple[int, Outcome]]:
        for number, path in files:
            yield number, self.check(path)

    def selected(self) -> set[str]:
        """Return the names of the rules selected for a file that this process has checked, or for this folder."""
        from contextlib import suppress

        plans = list(self._plans.values())
        with suppress(ConfigError):  # told where the configuration governs a file
            plans.append(self._plan("Dockerfile"))
        return {name for plan in plans for name in plan.linter.names}

    def read_all(self, path: str, name: str) -> tuple[bytes, str, _Plan, Callable[[str], tuple[Dockerfile, Result]]]:
        """Return a file's bytes and text, how it is checked, and what checks a text in its place: for `fix`."""
        plan = self._plan(name)
        settings = next(iter(self._variants(path, plan.settings)))
        context = context_at(settings.context, path, name)

        def checked(text: str) -> tuple[Dockerfile, Result]:
            file = self._joined(dockerfile(text, name, settings=settings, context=context))
            result = self._lint(file, self._scripts(file, plan), plan)
            result.findings = self._without_known(plan, name, file.tree, result.findings)
            return file, result

        source = read_source(path)
        return source, parse(source).text, plan, checked

    def _new_scripts(self, path: str) -> list[Script]:
        """Read a file ahead of its check; returns those of its scripts that ShellCheck has to read."""
        if self.shellcheck is None or path == STDIN or is_pipe(path):
            return []  # what can be read only once is read by whoever checks it
        try:
            prepared = self._prepared[path] = self._read(path, path, self._plan(path))
        except Exception:  # noqa: BLE001  # whoever checks it will tell
            return []
        return [script for script in prepared[1] if not self.shellcheck.has_seen(script)]

    def _start(self, scripts: list[Script]) -> None:
        if self.shellcheck is not None and scripts:
            self.shellcheck.begin(scripts)

    def _read(self, path: str, name: str, plan: _Plan) -> tuple[Dockerfile, list[Script]]:
        settings = next(iter(self._variants(path, plan.settings)))
        source = read_source(path)
        context = context_at(settings.context, path, name, still=True)
        file = self._joined(dockerfile(source, name, settings=settings, context=context))
        return file, self._scripts(file, plan)

    def _joined(self, file: Dockerfile) -> Dockerfile:
        """Tell a Compose or Kubernetes file how the other files of the run build the images that it runs."""
        if file.is_manifest and self.builds:
            file.join([build for builds in self.builds.values() for build in builds])  # type: ignore[attr-defined]
        return file

    def _variants(self, path: str, settings: Settings) -> list[Settings]:
        """Return the settings with which a file is checked: those of each build where a Compose or Bake file has some.

        What the command line says of the build beats them, and they beat the configuration.
        """
        variants: dict[tuple[object, ...], Settings] = {}
        for build in self.builds.get(os.path.abspath(path), ()) if self.builds else ():
            changes = {"context": build.context, "target": build.target, "build_args": build.args}
            changes |= {key: value for key, value in self._changes.items() if key in changes}  # type: ignore[misc]
            if isinstance(self._changes.get("build_args"), dict):
                changes["build_args"] = {**build.args, **self._changes["build_args"]}  # type: ignore[dict-item]
            key = (changes["context"], changes["target"], *sorted(changes["build_args"].items()))  # type: ignore[union-attr]
            variants.setdefault(key, settings.with_command_line(**changes))  # type: ignore[arg-type]
        return list(variants.values()) or [settings]

    def _further(self, path: str, name: str, plan: _Plan, first: Result) -> None:
        """Add to a result what the other builds of the same file bring up."""
        known = {(finding.rule, finding.start, finding.end, finding.message) for finding in first.findings}
        for settings in self._variants(path, plan.settings)[1:]:
            context = context_at(settings.context, path, name, still=True)
            file = dockerfile(read_source(path), name, settings=settings, context=context)
            for finding in self._lint(file, self._scripts(file, plan), plan).findings:
                key = (finding.rule, finding.start, finding.end, finding.message)
                if key not in known:
                    known.add(key)
                    first.findings.append(finding)
            file.release()
        first.findings.sort(key=_place)

    def _scripts(self, file: Dockerfile, plan: _Plan) -> list[Script]:
        """Return what ShellCheck is asked about in a file."""
        if self.shellcheck is None or not plan.codes:
            return []
        from dockerlint.lint.shellcheck import scripts_of

        return scripts_of(file, plan.codes)

    def _lint(self, file: Dockerfile, scripts: list[Script], plan: _Plan) -> Result:
        """Run the rules on a file, while ShellCheck reads its scripts."""
        shellcheck, codes = self.shellcheck, plan.codes
        if shellcheck is None or codes is None or not scripts:
            return plan.linter.check(file, codes=codes or None)
        shellcheck.start(scripts)
        return plan.linter.check(file, lambda: shellcheck.findings(scripts, codes), codes)

    def check(self, path: str) -> Outcome:
        """Check one file; whatever is wrong with it is in the outcome."""
        outcome = Outcome()
        name = self._stdin_name if path == STDIN else path
        try:
            self._check(path, name, outcome)
        except Exception as error:  # noqa: BLE001  # `about_file` raises what is to be seen
            from dockerlint.cli.troubles import about_file

            outcome.troubles += about_file(error, name, "not checked")
        return outcome

    def _check(self, path: str, name: str, outcome: Outcome) -> None:
        if self._last is not None:
            self._last[0].release()
            self._last = None
        plan = self._plan(name)
        outcome.notes += plan.notes
        outcome.troubles += plan.troubles
        settings = plan.settings
        prepared = self._prepared.pop(path, None)
        file, scripts = self._read(path, name, plan) if prepared is None else prepared
        result = self._lint(file, scripts, plan)
        if self.builds:
            self._further(path, name, plan, result)
        if scripts and self.shellcheck is not None and self.shellcheck.trouble:
            outcome.notes.append(f"{self.shellcheck.trouble}; its findings are left out")
        outcome.troubles += [f"{name}: {trouble}; please report this" for trouble in result.troubles]
        if file.target and file.graph.target is None:
            outcome.notes.append(f"{name}: there is no stage `{file.target}`")
        findings = result.findings
        if not settings.suppressions and result.suppressed:
            findings = sorted([*findings, *result.suppressed], key=_place)
        outcome.is_checked = True
        if self._marks:
            from dockerlint.lint.identity import fingerprints

            outcome.marks = fingerprints(file.tree, findings)
        found = findings
        findings = self._without_known(plan, name, file.tree, found)
        suppressed = _suppressed(result, found, findings) if self._suppressed and settings.suppressions else []
        if findings:
            if self._fixers is not None:
                outcome.troubles += self._fixers.attach(findings, file)
            if self._savings and not file.is_manifest:
                from dockerlint.rules.savings import attach

                outcome.troubles += attach(findings, file)
            for finding in findings:
                outcome.rules[finding.rule] = outcome.rules.get(finding.rule, 0) + 1
                outcome.severities[finding.severity] = outcome.severities.get(finding.severity, 0) + 1
            outcome.is_failing = not outcome.severities.keys().isdisjoint(plan.failing)
        if findings or suppressed:
            is_colored = settings.color != "never"
            listed = sorted([*findings, *suppressed], key=_place) if suppressed else findings
            outcome.parts = [render(name, file.tree, listed, is_colored) for render in self._renders]
        # Kept until the next file comes: what the last one takes goes with the process, piece by piece it takes long.
        self._last = file, result

    def _without_known(self, plan: _Plan, name: str, tree: Tree, findings: list[Finding]) -> list[Finding]:
        """Return the findings that no baseline covers."""
        path = plan.settings.baseline
        if path is None or self._marks:
            return findings
        if path not in self._baselines:
            from dockerlint.lint.baseline import Baseline, BaselineError

            try:
                self._baselines[path] = Baseline(path)
            except (OSError, BaselineError) as error:
                raise UnreadableError(f"the baseline {relative(path)}: {reason(error)}") from None
        return self._baselines[path].new(name, tree, findings)

    def _plan(self, name: str) -> _Plan:
        settings = self._finder.load(name)
        plan = self._plans.get(id(settings))
        if plan is None:
            merged, codes = self._merged(settings)
            plan = self._plans[id(settings)] = _Plan(settings, merged, codes)
        return plan

    def _merged(self, found: Settings) -> tuple[Settings, Codes | None]:
        """Return the settings with the command line's on top, and the codes of ShellCheck that they select."""
        if self.asked is not None or found.kind == "hadolint":
            from dockerlint.config.hadolint import as_hadolint

            changes = {name: value for name, value in self._changes.items() if name != "ignore"}
            ignored = split_selectors(self._ignored)
            settings = as_hadolint(found, self.asked, ignored).with_command_line(**changes)  # type: ignore[arg-type]
        elif found.path is None and not self._changes:
            settings = found
        else:
            settings = found.with_command_line(**self._changes)  # type: ignore[arg-type]
        codes: Codes | None = None
        if self.shellcheck is not None:
            from dockerlint.lint.shellcheck import Codes

            selection = DEFAULT_SELECTION if settings.select is None else settings.select
            codes = Codes([*selection, *settings.extend_select], settings.ignore, settings.severity)
        if settings is not found:
            # Names may stand in a configuration although no rule of ours has them: hadolint's and ShellCheck's.
            known = self._rules.known
            if settings.select is not None:
                settings.select = known(settings.select)
            settings.extend_select = known(settings.extend_select)
            settings.ignore = known(settings.ignore)
            settings.severity = {name: settings.severity[name] for name in known(settings.severity)}
            settings.rules = {self._rules.rule(name) or name: values for name, values in settings.rules.items()}
        return settings, codes


class _Plan:
    """How the files that share a configuration are checked."""

    __slots__ = ("codes", "failing", "linter", "notes", "settings", "troubles")

    def __init__(self, found: Settings, settings: Settings, codes: Codes | None) -> None:
        self.settings = settings
        self.codes = codes  # of ShellCheck
        self.linter: Linter = linter_for(settings)
        mildest = SEVERITIES.index(settings.fail_on or SEVERITIES[-1])
        self.failing = () if settings.exit_zero else SEVERITIES[: mildest + 1]
        self.notes: list[str] = []
        self.troubles: list[str] = []
        if found.path is not None:
            where = relative(found.path)
            if found.kind == "hadolint":
                self.notes.append(f"{where}: read as hadolint's configuration")
            self.notes += [f"{where}:{note.line}:{note.column}: {note.message}" for note in found.notes]
        context = settings.context
        if context not in (None, "none") and not os.path.isdir(context):
            self.troubles.append(f"{relative(context)}: the build context is not a folder")


def _shellcheck(options: CheckOptions) -> ShellCheck | None:
    if options.shellcheck == "off":
        return None
    from dockerlint.shell.shellcheck import find_program

    program = find_program()
    if program is None:
        if options.shellcheck == "on":
            raise OptionError("there is no `shellcheck` to be found; `pip install 'dockerlint[shellcheck]'` brings it")
        return None
    from dockerlint.lint.shellcheck import ShellCheck

    return ShellCheck(program, cached=not options.no_cache)


def hadolint_asked(options: CheckOptions, finder: ConfigFinder) -> Asked | None:
    """Return what hadolint's options and variables ask for, None where there are none."""
    if not options.hadolint and not any(name.startswith("HADOLINT_") for name in os.environ):
        return None
    from dockerlint.cli.hadolint import read_asked

    return read_asked(options, finder)


def _changes(options: CheckOptions, rules: RuleNames, finder: ConfigFinder, *, is_strict: bool) -> dict[str, object]:
    """Return what the command line changes in every configuration, for `Settings.with_command_line`.

    hadolint ignores whatever it is told to, so where its options are given only what is selected has to exist.
    """
    ignored = options.ignore if is_strict else []
    for selector in ",".join([*options.select, *options.extend_select, *ignored]).split(","):
        if selector.strip() and not rules.accepts(selector):
            from contextlib import suppress

            with suppress(ConfigError):  # told where the configuration governs a file
                finder.load("Dockerfile")  # whose plugins may have it
            try:
                select((selector.strip(),))
            except SelectionError as error:
                raise OptionError(str(error)) from None
    context = options.context
    if context is not None and context != "none":
        if not os.path.isdir(context):
            raise OptionError(f"the build context `{context}` is not a folder")
        context = os.path.abspath(context)
    changes: dict[str, object] = {
        "select": options.select,
        "extend_select": options.extend_select,
        "ignore": options.ignore,
        "fail_on": options.fail_on,
        "context": context,
        "target": options.target,
        "build_args": build_arguments(options.build_args),
        "baseline": options.baseline and os.path.abspath(options.baseline),
    }
    return {name: value for name, value in changes.items() if value}


def build_arguments(texts: Sequence[str]) -> dict[str, str]:
    """Return what `--build-arg` texts say: `NAME=VALUE`, or `NAME` for the value in the environment."""
    values: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name:
            raise OptionError(f"`--build-arg {text}` names no build argument")
        if equals or name in os.environ:
            values[name] = value if equals else os.environ[name]
    return values


def read_source(path: str) -> bytes:
    """Return the bytes of a file or of standard input. Raises OSError, and UnreadableError for too many."""
    if path == STDIN:
        if sys.stdin is None:
            raise UnreadableError("standard input is closed")
        data: bytes = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        with open(path, "rb", buffering=0) as file:
            if 0 < os.fstat(file.fileno()).st_size <= MOST_BYTES:
                data = file.readall()
            else:  # a pipe has no size, and no end perhaps
                reader = BufferedReader(file)
                data = reader.read(MOST_BYTES + 1)
                reader.detach()
    if len(data) > MOST_BYTES:
        raise UnreadableError(f"larger than {MOST_BYTES >> 20} MiB")
    return data


def context_at(root: str | None, path: str, name: str, *, still: bool = False) -> Context | None:
    """Return the build context in a folder, without one that of the file; None where nothing is known of it.

    `name` is what a file is called whose `path` is standard input. What is `still` is looked at once.
    """
    given = root is not None
    if root is None:
        if path == STDIN or is_pipe(path):
            return None
        root = os.path.dirname(path) or os.curdir
    elif root == "none" or not os.path.isdir(root):
        return None
    from dockerlint.context import BuildContext

    return BuildContext(root, None if name == STDIN else name, given=given, still=still)


def relative(path: str) -> str:
    """Return a path as seen from the current folder if it lies in it."""
    return path.removeprefix(os.path.join(os.getcwd(), ""))


def _place(finding: Finding) -> tuple[int, int, str, str]:
    return finding.sort_key()


def _suppressed(result: Result, found: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
    """Return what is not told of a file, each finding with the kind and the reason of that."""
    for finding in result.suppressed:
        comments = (one for one in result.suppressions if one.silences(finding))
        finding.suppression = "inSource", next((one.reason for one in comments if one.reason), "")
    told = {id(finding) for finding in new}
    covered = [finding for finding in found if id(finding) not in told]
    for finding in covered:
        finding.suppression = "external", "in the baseline"
    return [*result.suppressed, *covered]
