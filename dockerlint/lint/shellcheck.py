"""ShellCheck's findings in the RUNs of a file, each under its own code: `shellcheck:SC2086`."""

from __future__ import annotations

from dockerlint.lint.finding import Edit, Finding, Fix
from dockerlint.lint.registry import selector_key, shellcheck_code
from dockerlint.lint.rule import Rule
from dockerlint.shell.bodies import is_shell_script
from dockerlint.shell.comment_cache import CommentCache
from dockerlint.shell.options import ShellOptions
from dockerlint.shell.shellcheck import Process, ShellCheckError
from dockerlint.shell.shells import Shell, shebang_of, shell_of
from dockerlint.syntax.text import LogicalLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell.shellcheck import Comment, Replacement
    from dockerlint.syntax.instructions import Instruction

# What has no place in a RUN: files that ShellCheck cannot follow are those of the image, not of this machine.
_SENSELESS = frozenset((1090, 1091, 2187))
# What a senior reviewer would not raise on a Dockerfile, where a script runs once, in a place that is known.
_PEDANTIC = frozenset(
    (2002, 2006, 2011, 2012, 2015, 2016, 2035, 2039, 2059, 2116, 2162, 2164, 2181, 2196, 2197, 2230, 2250)
)
_GROUPS = ("recommended", "strict", "hadolint", "all", "shell")  # "shell", the family, means what is recommended
# What it can read, by kind of shell, as the rest of a shebang.
_DIALECTS = {"sh": "sh", "bash": "bash", "dash": "dash", "ksh": "ksh", "ash": "busybox sh"}
# Every build has them: https://docs.docker.com/build/building/variables/#proxy-arguments
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
_PREDEFINED = (*_PROXIES, *(name.lower() for name in _PROXIES))


class Codes:
    """Which of ShellCheck's codes are selected, by the same selectors as rules."""

    __slots__ = ("_added", "_base", "_removed", "_severities")

    def __init__(
        self, selection: Iterable[str], ignored: Iterable[str], severities: Mapping[str, str] | None = None
    ) -> None:
        self._base = ""  # the group that selects, ALL, or "" for single codes alone
        self._added: set[int] = set()
        for selector in selection:
            key = selector_key(selector)
            if key in _GROUPS:
                self._base = "recommended" if key == "shell" else key
            elif (code := shellcheck_code(selector)) is not None:
                self._added.add(code)
        self._removed = {code for selector in ignored if (code := shellcheck_code(selector)) is not None}
        if any(selector_key(selector) in ("all", "shell") for selector in ignored):
            self._base = ""
        self._severities = {
            code: level for name, level in (severities or {}).items() if (code := shellcheck_code(name)) is not None
        }
        self._removed |= {code for code, level in self._severities.items() if level == "ignore"}

    def severity(self, code: int, level: str) -> str:
        """Return how bad a code is: what the configuration says, else what ShellCheck says."""
        return self._severities.get(code, level)

    def __bool__(self) -> bool:
        return bool(self._base or self._added)

    def __contains__(self, code: int) -> bool:
        if code in self._removed:
            return False
        if code in self._added or self._base == "all":
            return True
        if not self._base or code in _SENSELESS:
            return False
        return self._base != "recommended" or code not in _PEDANTIC

    @property
    def as_hadolint(self) -> bool:
        """Whether hadolint's own reading is asked for."""
        return self._base == "hadolint"


class Script:
    """A script as ShellCheck gets it: a shebang, the variables of the build, and the text of the RUN.

    `line` leads from places in that text to the file; `above` counts the lines in front of it.
    """

    __slots__ = ("_starts", "above", "line", "text")

    def __init__(self, line: LogicalLine, head: list[str]) -> None:
        self.line = line
        self._starts: list[int] = []  # of the lines of its text, once they are asked for
        self.above = len(head)
        self.text = "".join(f"{one}\n" for one in head) + line.text + "\n"

    def offset(self, line: int, column: int, *, end: bool = False) -> int:
        """Return the place in the file of a line and column, both from 1 on."""
        text = self.line.text
        if not self._starts:
            self._starts = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
        number = line - self.above - 1
        if number < 0:
            index = 0
        elif number < len(self._starts):
            index = min(self._starts[number] + max(column, 1) - 1, len(text))
        else:
            index = len(text)
        return self.line.end(index) if end else self.line.offset(index)


class ShellCheck:
    """ShellCheck for the files of a run: what was said of a script is kept, and asked for once."""

    __slots__ = ("_cache", "_known", "_program", "_running", "_under_way", "trouble")

    def __init__(self, program: str, *, cached: bool = True) -> None:
        self._program = program
        self._cache = CommentCache(program) if cached else None
        self._known: dict[str, list[Comment]] = {}
        self._running: list[tuple[list[str], Process]] = []  # the oldest first
        self._under_way: set[str] = set()
        self.trouble = ""  # why there are no findings

    def has_seen(self, script: Script) -> bool:
        """Whether what ShellCheck says of a script is known already."""
        text = script.text
        if text in self._known:
            return True
        kept = self._cache.get(text) if self._cache is not None else None
        if kept is None:
            return False
        self._known[text] = kept
        return True

    def start(self, scripts: Iterable[Script]) -> None:
        """Begin with scripts that are not known yet; `findings` waits for the answer."""
        self.begin([script for script in scripts if script.text not in self._under_way and not self.has_seen(script)])

    def begin(self, scripts: Iterable[Script]) -> None:
        """Begin with scripts of which it is known that they are new."""
        texts = list(dict.fromkeys([script.text for script in scripts if script.text not in self._under_way]))
        if texts and not self.trouble:
            try:
                self._running.append((texts, Process(self._program, texts)))
                self._under_way.update(texts)
            except ShellCheckError as error:
                self.trouble = f"ShellCheck {error}"

    def findings(self, scripts: Iterable[Script], codes: Codes) -> list[Finding]:
        """Return what is found in the scripts of a file."""
        found: list[Finding] = []
        for script in scripts:
            while script.text not in self._known and self._running:
                self._finish(*self._running.pop(0))
            comments = [comment for comment in self._known.get(script.text, ()) if comment[5] in codes]
            if codes.as_hadolint:
                comments = comments[-1:]  # hadolint 2.15 shows the last one of each RUN
            found += [_finding(script, comment, codes) for comment in comments]
        return found

    def _finish(self, texts: list[str], process: Process) -> None:
        self._under_way -= set(texts)
        try:
            for text, comments in zip(texts, process.results(), strict=True):
                self._known[text] = comments
                if self._cache is not None:
                    self._cache.put(text, comments)
        except ShellCheckError as error:
            self.trouble = f"ShellCheck {error}"


class _Check(Rule):
    """One of ShellCheck's codes in the shape of a rule."""

    family = "shell"
    on = ()

    def __init__(self, code: int, level: str) -> None:
        super().__init__()
        self.name = f"shellcheck:SC{code}"
        self.aliases = (self.name,)
        self.severity = level
        self.url = f"https://www.shellcheck.net/wiki/SC{code}"


_checks: dict[tuple[int, str], _Check] = {}  # those that were needed so far, by code and level


def _check(code: int, level: str) -> _Check:
    found = _checks.get((code, level))
    if found is None:
        found = _checks[code, level] = _Check(code, level)
    return found


def _finding(script: Script, comment: Comment, codes: Codes) -> Finding:
    line, column, end_line, end_column, level, code, message, replacements = comment
    start = script.offset(line, column)
    end = max(script.offset(end_line, end_column, end=True), start)
    finding = Finding(_check(code, codes.severity(code, level)), message.rstrip(".").replace("\n", " "), start, end)
    if replacements:
        edits = [_edit(script, replacement) for replacement in sorted(replacements)]
        finding.fix = Fix("Apply ShellCheck's suggestion", "unsafe", edits)
    return finding


def _edit(script: Script, replacement: Replacement) -> Edit:
    line, column, end_line, end_column, text, _, in_front = replacement
    if (line, column) == (end_line, end_column):
        place = script.offset(line, column, end=not in_front)
        return Edit(place, place, text)
    return Edit(script.offset(line, column), script.offset(end_line, end_column, end=True), text)


def scripts_of(file: Dockerfile, codes: Codes) -> list[Script]:
    """Return the scripts of the RUNs of a file, those of ONBUILD included."""
    found = []
    shells = (_HadolintShells if codes.as_hadolint else _Shells)(file)
    for outer in file.tree.instructions:
        shells.follow(outer)
        node = outer.inner or outer
        if node.keyword != "RUN" or node.is_json or not node.words:
            continue
        shell = shells.of(node)
        line = _body(node) if shell.kind in _DIALECTS else None
        if line is None:
            continue
        shell = shebang_of(line.text) or shell
        if shell.kind not in _DIALECTS:
            continue
        options = " -e" if not codes.as_hadolint and ShellOptions.of_shell(shell).errexit else ""
        head = [f"#!/bin/{_DIALECTS[shell.kind]}{options}"]
        if "$" in line.text:
            text = line.text
            names = {name for name in file.graph.definitions_in_force(outer) if name in text and name.isidentifier()}
            if "_PROXY" in text or "_proxy" in text:
                names.update([name for name in _PREDEFINED if name in text])
            head += [f"export {name}=1" for name in sorted(names)]
        found.append(Script(line, head))
    return found


def _body(run: Instruction) -> LogicalLine | None:
    """Return the text of a RUN with its here-documents, whose places lead to the file; None for another language."""
    body = run.words[0]
    text = body.line.text[body.first : body.last]
    if not run.heredocs:
        return _part(body.line, body.first, body.last)
    if len(run.heredocs) == 1 and run.heredocs[0].operator == body.span:
        content = run.heredocs[0]
        return LogicalLine(content.content, [0], [content.start]) if is_shell_script(content.text) else None
    parts = [text, "\n"]
    line = _part(body.line, body.first, body.last)
    logical, file = list(line.logical), list(line.file)
    length = len(text) + 1
    for heredoc in run.heredocs:
        logical.append(length)
        file.append(heredoc.start)
        parts += [heredoc.content, heredoc.name, "\n"]
        length += len(heredoc.content) + len(heredoc.name) + 1
    return LogicalLine("".join(parts), logical, file)


def _part(line: LogicalLine, first: int, last: int) -> LogicalLine:
    """Return a part of a line as a line of its own."""
    logical, file = [0], [line.offset(first)]
    for place, offset in zip(line.logical, line.file, strict=True):
        if first < place < last:
            logical.append(place - first)
            file.append(offset)
    return LogicalLine(line.text[first:last], logical, file)


class _Shells:
    """The shell of each RUN: the one in force, or what hadolint's comment says of an image."""

    __slots__ = ("_comments", "_file", "_said")

    def __init__(self, file: Dockerfile) -> None:
        self._file = file
        self._said: Shell | None = None  # by the latest comment
        comments = file.tree.items if "hadolint" in file.tree.text else ()
        self._comments = [item for item in reversed(comments) if item.kind == "comment"]

    def follow(self, outer: Instruction) -> None:
        """Go on to the next instruction; to be called for each in file order."""
        while self._comments and self._comments[-1].start <= outer.start:
            name, equals, value = self._comments.pop().content.partition("=")  # type: ignore[attr-defined]
            if equals and name.split() == ["hadolint", "shell"]:
                self._said = shell_of(value.split())

    def of(self, run: Instruction) -> Shell:
        """Return the shell of a RUN of the latest instruction."""
        shell = self._file.graph.shell(run)
        return shell if shell.is_named else self._said or shell


class _HadolintShells(_Shells):
    """The shell of each RUN for hadolint: sh for every image, and SHELL is forgotten at the next ENV or ARG."""

    __slots__ = ("_named", "_stage")

    def __init__(self, file: Dockerfile) -> None:
        super().__init__(file)
        self._named: dict[Stage | None, Shell | None] = {}
        self._stage: Stage | None = None

    def follow(self, outer: Instruction) -> None:
        super().follow(outer)
        stage = self._stage = self._file.graph.stage_of(outer)
        if stage is not None and stage.instruction is outer:
            self._named[stage] = self._named[stage.base] if stage.base is not None else None
            for step in stage.triggered:
                self._name(step)
        self._name(outer)

    def _name(self, step: Instruction) -> None:
        if step.keyword in ("ENV", "ARG"):
            self._named[self._stage] = Shell("sh")
        elif step.keyword == "SHELL" and step.words:
            self._named[self._stage] = shell_of([step.words[0].value])

    def of(self, run: Instruction) -> Shell:  # noqa: ARG002  # another class needs it
        return self._named.get(self._stage) or self._said or Shell("sh")
