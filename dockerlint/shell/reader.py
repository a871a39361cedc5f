"""Read a shell script into simple commands.

Nine of ten scripts are plain: simple commands in lists and pipelines, and the same in substitutions. They are read as
they stand. For every other script a grammar (`dockerlint.shell.grammar`) says first where its compound commands are:
its *marks*. Loading that grammar takes longer than everything else in a cold run, so a script is tried as a plain one,
and refused where it may be more than that.
"""

from __future__ import annotations

from dockerlint.shell.vocabulary import Assignment, Command, Redirect, Scope, ShellWord, is_assignable
from dockerlint.syntax.text import LineBuilder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.shell.grammar import Marks
    from dockerlint.shell.rereading import Reading
    from dockerlint.syntax.text import LogicalLine

_BLANK = " \t\r\v\f"
_BREAK = " \t\r\v\f\n;&|<>()"
_SPECIAL = _BREAK + "'\"\\$`"
# Most words hold nothing else, and str.strip() tells that faster than a loop; so many characters are looked at.
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+~^*?"
_LONGEST_PLAIN = 80
_LISTS = ("&&", "||", "|")
_COMPOUND = frozenset(
    "if then elif else fi for while until do done case in esac select function coproc [[ ]] { }".split()  # noqa: SIM905
)
_REDIRECTS = ("<<<", "&>>", "<<-", "<<", ">>", "<>", ">|", "<&", ">&", "&>", "<", ">")
# Substitutions nest in scripts people write two or three deep; deeper ones are read as opaque words.
_MAX_DEPTH = 16
# So many of the constructs around a command are told. Without an end, a file of parentheses would fill the memory.
_MOST_CONSTRUCTS = 50


class NotPlain(Exception):  # noqa: N818  # a signal, not an error
    """A script that may be more than simple commands."""


def read(
    line: LogicalLine,
    first: int,
    last: int,
    context: tuple[str, ...] = (),
    scope: Scope | None = None,
    *,
    heredocs: bool = False,
    depth: int = 0,
    reading: Reading | None = None,
) -> list[Command]:
    """Return the commands of `line.text[first:last]` in the order in which they begin.

    `context` and `scope` are those of the script itself. With `heredocs` the bodies of here-documents stand elsewhere,
    as in RUN: an operator `<<` is then a redirect like any other. What no shell would take is read as far as it goes.
    `reading` is the one before of a script that has changed.
    """
    try:
        return read_plain(line, first, last, context, scope, heredocs=heredocs, depth=depth, reading=reading)
    except NotPlain:
        return read_marked(line, first, last, context, scope, heredocs=heredocs, depth=depth, reading=reading)


def read_plain(
    line: LogicalLine,
    first: int,
    last: int,
    context: tuple[str, ...] = (),
    scope: Scope | None = None,
    *,
    heredocs: bool = False,
    depth: int = 0,
    reading: Reading | None = None,
) -> list[Command]:
    """Return the commands of a plain script. Raises NotPlain for one that may be more."""
    return _Reader(line, first, last, None, depth=depth, heredocs=heredocs, reading=reading).read(context, scope)


def read_marked(
    line: LogicalLine,
    first: int,
    last: int,
    context: tuple[str, ...] = (),
    scope: Scope | None = None,
    *,
    heredocs: bool = False,
    depth: int = 0,
    reading: Reading | None = None,
) -> list[Command]:
    """Return the commands of any script, with the help of the grammar."""
    from dockerlint.shell.grammar import marks_of

    marks = marks_of(line.text, first, last, heredocs=heredocs, reading=reading)
    return _Reader(line, first, last, marks, depth=depth, heredocs=heredocs, reading=reading).read(context, scope)


class _Reader:
    __slots__ = (
        "depth",
        "function",
        "heredocs",
        "last",
        "line",
        "marks",
        "position",
        "reading",
        "scope",
        "scopes",
        "stack",
        "text",
    )

    def __init__(
        self,
        line: LogicalLine,
        first: int,
        last: int,
        marks: Marks | None,
        *,
        heredocs: bool,
        depth: int,
        reading: Reading | None,
    ) -> None:
        self.line = line
        self.text = line.text
        self.position = first
        self.last = last
        self.marks = marks  # None: refuse what is not plain
        self.heredocs = heredocs
        self.depth = depth  # of substitutions
        self.stack: list[str] = []  # the constructs around the place
        self.scope: Scope | None = None
        self.scopes: list[tuple[int, Scope | None]] = []  # length of the stack outside each that is open, and its outer
        self.function = ""  # the name of the one whose body comes next
        self.reading = reading
        if reading is not None:
            reading.begin(line, first, last, is_plain=marks is None)

    def read(self, context: tuple[str, ...], scope: Scope | None) -> list[Command]:
        found: list[Command] = []
        self.stack = list(context)
        self.scope = scope
        self._list(found, "")
        return found

    def _refuse(self) -> None:
        if self.marks is None:
            raise NotPlain

    # Lists and compound commands

    def _list(self, found: list[Command], closing: str) -> None:
        """Read commands up to the closing character, "" for the end of the script."""
        text = self.text
        marks = self.marks
        connector = ""
        latest: Command | None = None  # of this list itself, those in substitutions left out
        negated = False
        while True:
            self._skip_blanks()
            character = text[self.position] if self.position < self.last else ""
            mark = marks.get(self.position) if marks else None
            if mark is not None and character and mark[0] != "test":
                if character == ";" and latest is not None and not latest.follower:
                    latest.follower = text[self.position : mark[1]]
                connector = self._compound(mark, found, connector)
                continue
            if character == closing or not character:
                if character != closing or negated or connector in _LISTS:
                    self._refuse()
                return
            if character in ";&|\n":
                operator = self._operator()
                if operator == "\n":
                    # Behind `&&`, `||` or `|` the list goes on.
                    if connector in _LISTS:
                        continue
                    operator = "" if latest is None else operator
                elif latest is None or connector or negated:
                    self._refuse()  # nothing stands in front of it
                if latest is not None and not latest.follower:
                    latest.follower = operator
                connector = operator
            elif character in "()":
                self._refuse()
                self.position += 1
            elif character == "!" and text[self.position + 1 : self.position + 2] in _BLANK:
                if connector == "|":
                    self._refuse()
                self.position += 1
                negated = True
            else:
                place = len(found)
                self._command(found, connector, test_end=mark[1] if mark is not None else 0)
                if len(found) > place:
                    latest = found[place]
                    latest.negated = negated
                connector = ""
                negated = False

    def _operator(self) -> str:
        text = self.text
        for operator in ("&&", "||", "|&", ";;", ";&"):
            if text.startswith(operator, self.position):
                self.position += 2
                if operator in (";;", ";&"):
                    self._refuse()
                return "|" if operator == "|&" else operator
        self.position += 1
        if text[self.position - 1] == "\n" and self.marks:
            self._skip_heredocs(self.marks)
        return text[self.position - 1]

    def _skip_heredocs(self, marks: Marks) -> None:
        mark = marks.get(self.position)
        while mark is not None and mark[0] == "heredoc":
            # The line feed behind it ends the command that it belongs to.
            self.position = max(mark[1], self.position)
            mark = marks.get(self.position + 1)
            if mark is not None and mark[0] == "heredoc":
                self.position += 1
        self.position = min(self.position, self.last)

    def _compound(self, mark: tuple[str, int], found: list[Command], connector: str) -> str:
        """Go behind a mark; return what the command behind it is chained with."""
        kind, end = mark
        stack = self.stack
        if kind in ("for", "case", "words"):
            self._head(found, end)
            if kind != "words":
                stack.append("loop" if kind == "for" else kind)
            return ""
        if kind == "heredoc":
            kind = "skip"
        elif kind == "skip":
            self.function = (self.text[self.position : end].replace("(", " ").replace(")", " ").split() or [""])[-1]
        self.position = max(self.position + 1, end)
        if kind[0] == "+":
            if kind in ("+subshell", "+function"):
                self.scopes.append((len(stack), self.scope))
                self.scope = Scope(kind[1:], self.scope, self.function if kind == "+function" else "")
            stack.append(kind[1:])
        elif kind[0] == "=":
            if stack:
                stack[-1] = kind[1:]
        elif kind == "-case":
            while stack and stack.pop() != "case":
                pass
        elif kind == "-" and stack:
            stack.pop()
        while self.scopes and self.scopes[-1][0] >= len(stack):
            self.scope = self.scopes.pop()[1]
        # The first command of a construct is chained as the whole.
        return connector if kind in ("+condition", "+group", "+subshell", "skip") else ""

    def _head(self, found: list[Command], end: int) -> None:
        """Read what stands between `for` or `case` and its body: words, of which only the substitutions run."""
        while True:
            self._skip_blanks()
            if self.position >= min(end, self.last):
                break
            if self.text[self.position] in _BREAK:
                self.position += 1
            else:
                self._word(found)
        self.position = max(self.position, end)

    def _context(self) -> tuple[str, ...]:
        if not self.stack:
            return ()
        return tuple([kind for kind in self.stack[-_MOST_CONSTRUCTS:] if kind != "case"])

    # Simple commands

    def _command(self, found: list[Command], connector: str, *, test_end: int = 0) -> None:
        """Read one simple command, or the test `[[ … ]]` up to its end."""
        text = self.text
        last = self.last
        words: list[ShellWord] = []
        assignments: list[Assignment] = []
        redirects: list[Redirect] = []
        inner: list[Command] = []
        start = self.position
        reading = None if test_end else self.reading
        if reading is not None:
            known = reading.take(start)
            if known is not None:
                self.position, command = known
                command.stand(connector, self._context(), self.scope)
                found.append(command)
                reading.note(start, self.position, command)
                return
        while True:
            self._skip_blanks()
            position = self.position
            if position >= last:
                break
            character = text[position]
            if position < test_end and character in ";&|<>()\n":
                self.position += 1
                continue
            if character in ";|\n)":
                break
            if character == "(" and self.marks is not None and words:
                self.position = self._parentheses(position, inner)
                continue
            if character == "&" and not text.startswith("&>", position):
                break
            if character in "&<>" and not text.startswith(("<(", ">("), position):
                redirects.append(self._redirect("", inner))
                continue
            word = self._word(inner)
            if word.first == word.last:
                self._refuse()
                self.position += 1
                continue
            raw = word.raw
            if raw.isdigit() and self.position < last and text[self.position] in "<>" and not test_end:
                redirects.append(self._redirect(raw, inner))
                continue
            if not words and not test_end:
                if raw[0] in "{}!" or raw.replace("\\\n", "") in _COMPOUND:
                    self._refuse()
                elif "[" in raw and raw.count("[") > raw.count("]") and is_assignable(raw.partition("[")[0]):
                    self._refuse()  # a subscript that goes on behind blanks
                name = raw.partition("=")[0] if "=" in raw else ""
                if is_assignable(name):
                    first = word.first + len(name) + 1
                    value = ShellWord(self.line, first, word.last).value if text[first : first + 1] != "(" else None
                    assignments.append(Assignment(name.rstrip("+"), value, word))
                    continue
            words.append(word)
        if self.position == start:
            self.position += 1  # never stand still
        if words or assignments or redirects:
            command = Command(words, connector, self._context(), self.scope)
            command.assignments = assignments
            command.redirects = redirects
            found.append(command)
            if reading is not None and not inner:
                reading.note(start, self.position, command)
        found.extend(inner)

    def _redirect(self, descriptor: str, inner: list[Command]) -> Redirect:
        text = self.text
        for operator in _REDIRECTS:
            if text.startswith(operator, self.position):
                break
        if operator in ("<<", "<<-") and not self.heredocs and text.find("\n", self.position, self.last) >= 0:
            self._refuse()  # a body may follow
        self.position += len(operator)
        self._skip_blanks()
        if operator == ">&" and not descriptor and text[self.position : self.position + 1] not in "0123456789-":
            operator = "&>"
        target = self._word(inner)
        if target.first == target.last:
            self._refuse()
        return Redirect(operator, descriptor, target)

    def _skip_blanks(self) -> None:
        text = self.text
        position = self.position
        last = self.last
        while position < last:
            character = text[position]
            if character in _BLANK:
                position += 1
            elif character not in "\\#":
                self.position = position
                return
            elif character == "\\" and text.startswith("\\\n", position):
                position += 2
            elif character == "#" and (position == 0 or text[position - 1] in _BREAK):
                end = text.find("\n", position, last)
                position = last if end < 0 else end
            else:
                break
        self.position = min(position, last)

    # Words

    def _word(self, inner: list[Command]) -> ShellWord:
        """Read one word; commands in its substitutions go to `inner`."""
        text = self.text
        last = self.last
        position = first = self.position
        limit = min(first + _LONGEST_PLAIN, last)
        blank = text.find(" ", first, limit)
        if blank < 0 and limit == last:
            blank = last
        if blank > first:
            word = text[first:blank]
            if word.isalnum() or not word.strip(_PLAIN):
                self.position = blank
                return ShellWord(self.line, first, blank, word)
        while position < last:
            character = text[position]
            if character not in _SPECIAL:
                position += 1
            elif character == "'":
                position = self._single_quoted(position)
            elif character == '"':
                position = self._double_quoted(position, inner)
            elif character == "\\":
                position += 2
            elif character == "$":
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner, "`$\\")
            elif character == "(" and position > first:
                self._refuse()  # a function, an array, an extended glob
                position = self._parentheses(position, inner)
            elif character in "<>" and position == first and text.startswith("(", position + 1):
                self._refuse()
                position = self._substitution(position + 2, inner, "process")
            else:
                break
        if position > last:
            self._refuse()
        self.position = min(position, last)
        return ShellWord(self.line, first, self.position)

    def _single_quoted(self, position: int) -> int:
        end = self.text.find("'", position + 1, self.last)
        if end < 0:
            self._refuse()
            return self.last
        return end + 1

    def _double_quoted(self, position: int, inner: list[Command]) -> int:
        text = self.text
        last = self.last
        position += 1
        while position < last:
            character = text[position]
            if character == '"':
                return position + 1
            if character == "\\":
                position += 2
            elif character == "$":
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner, '`$\\"')
            else:
                position += 1
        self._refuse()
        return last

    def _dollar(self, position: int, inner: list[Command]) -> int:
        text = self.text
        following = text[position + 1 : position + 2]
        if following == "(":
            if text.startswith("(", position + 2):
                self._refuse()
                mark = self.marks.get(position) if self.marks else None
                if mark is not None and self.depth < _MAX_DEPTH:
                    return self._arithmetic(position + 3, mark[1], inner)
            return self._substitution(position + 2, inner)
        if following == "{":
            return self._braces(position + 2, inner)
        if following == "'":
            position += 2
            while position < self.last and text[position] != "'":
                position += 2 if text[position] == "\\" else 1
            return position + 1
        return position + 1

    def _substitution(self, position: int, inner: list[Command], kind: str = "substitution") -> int:
        """Read the commands of `$(…)` from behind its parenthesis; return the index behind the closing one."""
        if self.depth >= _MAX_DEPTH:
            self._refuse()
            return self._opaque(position)
        self.depth += 1
        self.position = position
        outer = self.stack, self.scope, self.scopes
        self.stack, self.scope, self.scopes = [*self._context(), "substitution"], Scope(kind, self.scope), []
        self._list(inner, ")")
        self.stack, self.scope, self.scopes = outer
        self.depth -= 1
        return self.position + 1

    def _arithmetic(self, position: int, end: int, inner: list[Command]) -> int:
        """Read `$((…))`, in which only substitutions run."""
        self.depth += 1
        while position < min(end, self.last):
            character = self.text[position]
            if character == "$":
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner, "`$\\")
            else:
                position += 1
        self.depth -= 1
        return max(position, end)

    def _braces(self, position: int, inner: list[Command]) -> int:
        """Return the index behind the brace that closes `${`."""
        text = self.text
        depth = 1
        while position < self.last:
            character = text[position]
            if character == "}":
                depth -= 1
                position += 1
                if not depth:
                    return position
            elif character not in "\\'$`":
                position += 1
            elif self.marks is None:
                raise NotPlain
            elif character == "\\":
                position += 2
            elif character == "'":
                end = text.find("'", position + 1, self.last)
                position = position + 1 if end < 0 else end + 1
            elif text.startswith("${", position):
                depth += 1
                position += 2
            elif character == "$":
                position = self._dollar(position, inner)
            else:
                position = self._backquoted(position, inner, "`$\\")
        self._refuse()
        return self.last

    def _parentheses(self, position: int, inner: list[Command]) -> int:
        """Return the index behind the parenthesis that closes the one at `position`; quotes are respected."""
        text = self.text
        depth = 0
        while position < self.last:
            character = text[position]
            if character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
                if not depth:
                    return position + 1
            elif character == "\\":
                position += 1
            elif character == "'":
                position = self._single_quoted(position) - 1
            elif character == '"':
                position = self._double_quoted(position, inner) - 1
            elif character == "$":
                position = self._dollar(position, inner) - 1
            position += 1
        return self.last

    def _opaque(self, position: int) -> int:
        """Return the index behind the parenthesis that closes an open one, whatever stands in front of it."""
        text = self.text
        depth = 1
        while position < self.last:
            character = text[position]
            position += 2 if character == "\\" else 1
            if character in "'\"":
                end = text.find(character, position, self.last)
                position = position if end < 0 else end + 1
            elif character in "()":
                depth += 1 if character == "(" else -1
                if not depth:
                    return position
        return self.last

    def _backquoted(self, position: int, inner: list[Command], escapable: str) -> int:
        """Read the commands between backquotes.

        A backslash in front of what is `escapable` belongs to the outer script, and is gone for the inner one.
        """
        first = position + 1
        position = first
        text = self.text
        while position < self.last and text[position] != "`":
            position += 2 if text[position] == "\\" else 1
        if position >= self.last:
            self._refuse()
        elif self.depth < _MAX_DEPTH:
            line, start, end = unescaped(self.line, first, position, escapable)
            context = (*self._context(), "substitution")
            reader = read_plain if self.marks is None else read
            inner += reader(line, start, end, context, Scope("substitution", self.scope), depth=self.depth + 1)
        else:
            self._refuse()
        return position + 1


def unescaped(line: LogicalLine, first: int, last: int, escapable: str) -> tuple[LogicalLine, int, int]:
    """Return what stands between two places, once the backslashes in front of some characters are taken away."""
    text = line.text
    if text.find("\\", first, last) < 0:
        return line, first, last
    found = LineBuilder()
    position = first
    while position < last:
        if text[position] == "\\" and position + 1 < last and text[position + 1] in escapable:
            position += 1
        found.add(text[position], line.offset(position))
        position += 1
    return found.line(line.offset(first)), 0, found.length
