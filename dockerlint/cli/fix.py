"""`dockerlint fix`: from paths to rewritten files, or to a diff, and an exit code."""

from __future__ import annotations

import os
import sys

from dockerlint.cli.check import CLEAN, FINDINGS, TROUBLE
from dockerlint.cli.checker import Checker, OptionError, hadolint_asked, read_source
from dockerlint.cli.discovery import STDIN, Discovery, is_pipe
from dockerlint.cli.replace import replace_file
from dockerlint.cli.rule_names import RuleNames
from dockerlint.cli.terminal import say, wants_color, write, write_bytes
from dockerlint.cli.troubles import about_file
from dockerlint.config import ConfigFinder
from dockerlint.fix import Applier, Fixers
from dockerlint.lint.registry import entries
from dockerlint.report import diff, fixes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.cli.options import FixOptions
    from dockerlint.fix import Fixed


def run(options: FixOptions) -> int:
    """Fix what the options name, say what became of it, return the exit code."""
    rules = RuleNames()
    finder = ConfigFinder(explicit=options.config, isolated=options.isolated, rules=rules)  # type: ignore[arg-type]
    colored = wants_color(options.color, sys.stderr)
    try:
        checker = Checker(options, finder, rules, asked=hadolint_asked(options, finder))
    except OptionError as error:
        say("error", str(error), color=colored)
        return TROUBLE
    paths = options.paths or [STDIN if options.stdin_filename else os.curdir]
    discovery = Discovery(paths, finder, force_exclude=options.force_exclude)
    checker.builds = discovery.builds
    session = _Session(checker, options)
    for path in discovery.files:
        session.fix(path)
    # A diff, or what standard input has become, is for programs: the report goes beside it.
    stream = sys.stderr if options.diff or STDIN in discovery.files else sys.stdout
    text = "".join(session.parts) + fixes.summary(session.total, unsafe=options.unsafe, diff=options.diff)
    if stream is sys.stdout:
        write(text)
    elif stream is not None:
        stream.write(text.encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8"))
    for note in dict.fromkeys([*discovery.notes, *session.notes]):
        say("note", note, color=colored)
    troubles = dict.fromkeys([*discovery.troubles, *session.troubles])
    for trouble in troubles:
        say("error", trouble, color=colored)
    if troubles:
        return TROUBLE
    failing = session.changes if options.diff else session.failing
    return FINDINGS if failing and not options.exit_zero else CLEAN


class _Session:
    """The files of one run, one after the other; whatever is wrong with one is noted and stops no other."""

    __slots__ = (
        "_checker",
        "_color",
        "_fixers",
        "_options",
        "changes",
        "failing",
        "notes",
        "parts",
        "total",
        "troubles",
    )

    def __init__(self, checker: Checker, options: FixOptions) -> None:
        self._checker = checker
        self._options = options
        self._fixers = Fixers(entries())
        self._color = wants_color(options.color, sys.stderr if options.diff else sys.stdout)
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.troubles: list[str] = []
        self.total = fixes.Total()
        self.changes = False  # whether a file is, or would be, changed
        self.failing = False  # whether findings are left that count for the exit code

    def fix(self, path: str) -> None:
        """Fix one file."""
        name = (self._options.stdin_filename or STDIN) if path == STDIN else path
        try:
            self._fix(path, name)
        except Exception as error:  # noqa: BLE001  # `about_file` raises what is to be seen
            self.troubles += about_file(error, name, "not fixed")

    def _fix(self, path: str, name: str) -> None:
        source, text, plan, checked = self._checker.read_all(path, name)
        self.notes += plan.notes
        self.troubles += plan.troubles
        fixed = Applier(checked, self._fixers, unsafe=self._options.unsafe).fix(text)
        self.troubles += [f"{name}: {trouble}; please report this" for trouble in fixed.troubles]
        if self._checker.shellcheck is not None and self._checker.shellcheck.trouble:
            self.notes.append(f"{self._checker.shellcheck.trouble}; its findings are left out")
        others = self._others(fixed)
        changed = fixed.text != text
        self.changes |= changed or bool(others)
        if self._options.diff:
            if changed:
                write_bytes(_encoded(diff.render(name, text, fixed.text)))
            for other, (before, after) in others.items():
                write_bytes(_encoded(diff.render(other, before, after)))
        elif path == STDIN or is_pipe(path):
            others = {}  # who reads the text cannot see them
            write_bytes(_encoded(fixed.text))
        else:
            for other, (_, after) in others.items():
                replace_file(other, None, _encoded(after))
            if changed:
                replace_file(path, source, _encoded(fixed.text))
        self.parts.append(fixes.render(name, fixed, color=self._color, diff=self._options.diff))
        self.total.add(fixed, changed=changed, unsafe=self._options.unsafe, others=len(others))
        self.failing |= any(finding.severity in plan.failing for finding in fixed.findings)

    def _others(self, fixed: Fixed) -> dict[str, tuple[str | None, str]]:
        """Return the other files that fixes write: path to the text before, None for a new file, and after."""
        found: dict[str, tuple[str | None, str]] = {}
        root = getattr(fixed.file.context, "root", None) if fixed.file is not None else None
        for place, text in fixed.other_files.items():
            if root is None:
                continue
            path = os.path.normpath(os.path.join(root, place))
            before = read_source(path).decode("utf-8", "surrogateescape") if os.path.exists(path) else None
            if before != text:
                found[path] = before, text
        return found


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
