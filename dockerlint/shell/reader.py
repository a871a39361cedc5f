"""Read a shell script into simple commands: one pass, compound commands followed with a stack.

Everything that a shell would refuse is read as far as it goes: a linter sees scripts that are being written.
"""

from __future__ import annotations

from dockerlint.shell.vocabulary import Assignment, Command, Redirect, ShellWord
from dockerlint.syntax.text import LogicalLine

_BLANK = " \t\r\v\f"
_BREAK = " \t\r\v\f\n;&|<>()"
_SPECIAL = _BREAK + "'\"\\$`"
_CASE_ENDS = (";;", ";&", ";;&")
_KEEP_CONNECTOR = (
    "if",
    "while",
    "until",
    "for",
    "select",
    "case",
    "{",
)  # the first command inside is chained as the whole
# Substitutions nest in scripts people write two or three deep; deeper ones are read as opaque words.
_MAX_DEPTH = 16
_MAX_NESTING = 100


class Reader:
    """Reads `line.text[first:last]`; `read` returns the commands in the order in which they begin."""

    __slots__ = ("commands", "depth", "last", "latest", "line", "nesting", "position", "stack", "text")

    def __init__(self, line: LogicalLine, first: int, last: int, context: tuple[str, ...] = (), depth: int = 0) -> None:
        self.line = line
        self.text = line.text
        self.position = first
        self.last = last
        self.depth = depth  # of substitutions read as scripts
        self.nesting = 0  # of quotes and substitutions in one word
        self.commands: list[Command] = []
        self.latest: Command | None = None  # the latest of this list itself, substitutions left out
        self.stack: list[str] = list(context)

    def read(self) -> list[Command]:
        """Read all commands."""
        text = self.text
        connector = ""
        negated = False
        while True:
            self._skip_blanks()
            if self.position >= self.last:
                return self.commands
            character = text[self.position]
            if character in ";&|\n":
                operator = self._operator()
                if operator in _CASE_ENDS and self.stack and self.stack[-1] == "branch":
                    self.stack.pop()
                if self.latest is not None and not self.latest.follower:
                    self.latest.follower = operator
                # A line feed behind `&&`, `||` or `|` goes on with the list.
                if operator != "\n" or connector not in ("&&", "||", "|"):
                    connector = operator
            elif self.stack and self.stack[-1] == "case":
                if self._keyword("esac"):
                    self.stack.pop()
                else:
                    self._case_pattern()
                    self.stack.append("branch")
                connector = ""
            elif character == "(":
                self.position += 1
                if text.startswith("(", self.position):
                    self._skip_arithmetic()
                else:
                    self.stack.append("subshell")
            elif character == ")":
                self.position += 1
                self._close_parenthesis()
                connector = ""
            elif word := self._reserved():
                if word == "!":
                    negated = True
                else:
                    self._reserved_word(word)
                    if word not in _KEEP_CONNECTOR:
                        connector = ""
            else:
                self._simple_command(connector, negated=negated)
                connector = ""
                negated = False

    def _context(self) -> tuple[str, ...]:
        return tuple(kind for kind in self.stack if kind not in ("case", "loop-head"))

    # Structure

    def _reserved(self) -> str:
        """Consume and return a reserved word at the place of a command, or ""."""
        text = self.text
        position = self.position
        if text[position] in "{}!":
            following = text[position + 1 : position + 2]
            if following and following not in _BREAK:
                return ""
            self.position += 1
            return text[position]
        end = position
        while end < self.last and text[end].isalpha():
            end += 1
        word = text[position:end]
        if word not in _RESERVED or (end < self.last and text[end] not in _BREAK):
            return ""
        self.position = end
        return word

    def _keyword(self, word: str) -> bool:
        end = self.position + len(word)
        if not self.text.startswith(word, self.position) or (end < self.last and self.text[end] not in _BREAK):
            return False
        self.position = end
        return True

    def _reserved_word(self, word: str) -> None:
        stack = self.stack
        inner: list[Command] = []
        if word in ("for", "select"):
            # The list of a loop is no command, but the substitutions in it are.
            while self.position < self.last and self.text[self.position] not in ";\n":
                self._skip_blanks()
                if self.position >= self.last or self.text[self.position] in ";\n":
                    break
                if self._keyword("do"):
                    self.position -= 2
                    break
                if self.text[self.position] in "()<>&|":
                    self.position += 1
                else:
                    self._word(inner)
            self.commands += inner
            stack.append("loop-head")
        elif word in ("if", "while", "until"):
            stack.append("condition")
        elif word == "case":
            self._skip_blanks()
            self._word(inner)
            self.commands += inner
            self._skip_blanks()
            self._keyword("in")
            stack.append("case")
        elif word in ("then", "else"):
            if stack and stack[-1] in ("condition", "branch"):
                stack[-1] = "branch"
        elif word == "elif":
            if stack and stack[-1] == "branch":
                stack[-1] = "condition"
        elif word == "do":
            if stack and stack[-1] in ("condition", "loop-head"):
                stack[-1] = "loop"
        elif word == "{":
            stack.append("group")
        elif word == "function":
            self._skip_blanks()
            self._word()
            self._skip_blanks()
            if self.text.startswith("(", self.position):
                end = self.text.find(")", self.position, self.last)
                self.position = self.last if end < 0 else end + 1
            self._function_body()
        elif word == "esac" and stack and stack[-1] == "branch":
            del stack[-2:]
        elif word in ("fi", "done", "esac", "}") and stack and stack[-1] != "substitution":
            stack.pop()

    def _function_body(self) -> None:
        while self.position < self.last and self.text[self.position] in _BLANK + "\n":
            self.position += 1
        if self.text.startswith(("{", "("), self.position):
            self.position += 1
            self.stack.append("function")

    def _close_parenthesis(self) -> None:
        stack = self.stack
        while stack and stack[-1] not in ("subshell", "function", "substitution"):
            stack.pop()
        if stack and stack[-1] != "substitution":
            stack.pop()

    def _case_pattern(self) -> None:
        if self.text.startswith("(", self.position):
            self.position += 1
        while self.position < self.last and self.text[self.position] != ")":
            if self.text[self.position] in _BREAK:
                self.position += 1
            else:
                self._word()
        self.position += 1

    def _skip_arithmetic(self) -> None:
        end = self.text.find("))", self.position, self.last)
        self.position = self.last if end < 0 else end + 2

    # Simple commands

    def _simple_command(self, connector: str, *, negated: bool) -> None:
        text = self.text
        words: list[ShellWord] = []
        assignments: list[Assignment] = []
        redirects: list[Redirect] = []
        inner: list[Command] = []
        test = False  # inside [[ … ]]
        while True:
            self._skip_blanks()
            if self.position >= self.last:
                break
            character = text[self.position]
            if test and character in "&|<>()\n":
                self.position += 1
                continue
            if character in ";|\n)":
                break
            if character == "&":
                if not text.startswith("&>", self.position):
                    break
                redirects.append(self._redirect("", inner))
                continue
            if character == "(":
                if (
                    len(words) == 1
                    and not assignments
                    and text[self.position + 1 : self.position + 2].strip() in (")", "")
                ):
                    end = text.find(")", self.position, self.last)
                    self.position = self.last if end < 0 else end + 1
                    self._function_body()
                    return
                if not words and assignments and not assignments[-1].word.raw.endswith("="):
                    break
                self._skip_parentheses()  # an array: NAME=(…)
                continue
            if character in "<>" and not text.startswith(("<(", ">("), self.position):
                redirects.append(self._redirect("", inner))
                continue
            before = self.position
            word = self._word(inner)
            raw = word.raw
            if raw.isdigit() and text[self.position : self.position + 1] in ("<", ">"):
                redirects.append(self._redirect(raw, inner))
                continue
            if not words and not test:
                name, equals, _ = raw.partition("=")
                if equals and _is_name(name):
                    value = ShellWord(self.line, word.first + len(name) + 1, word.last).value
                    assignments.append(Assignment(name.rstrip("+"), value, word))
                    continue
            words.append(word)
            if raw == "[[" and len(words) == 1:
                test = True
            elif raw == "]]":
                test = False
            if self.position == before:  # nothing consumed: never loop
                self.position += 1
        if words or assignments or redirects:
            command = Command(words, connector, self._context())
            command.negated = negated
            command.assignments = assignments
            command.redirects = redirects
            self.commands.append(command)
            self.latest = command
        self.commands.extend(inner)

    def _redirect(self, descriptor: str, inner: list[Command]) -> Redirect:
        text = self.text
        for operator in ("<<<", "&>>", "<<-", "<<", ">>", "<>", ">|", "<&", ">&", "&>", "<", ">"):
            if text.startswith(operator, self.position):
                break
        self.position += len(operator)
        self._skip_blanks()
        if operator == ">&" and not descriptor and text[self.position : self.position + 1] not in "0123456789-":
            operator = "&>"
        return Redirect(operator, descriptor, self._word(inner))

    # Words

    def _skip_blanks(self) -> None:
        text = self.text
        position = self.position
        last = self.last
        while position < last:
            character = text[position]
            if character in _BLANK:
                position += 1
            elif character == "\\" and text.startswith("\\\n", position):
                position += 2
            elif character == "#" and (position == 0 or text[position - 1] in _BREAK):
                end = text.find("\n", position, last)
                position = last if end < 0 else end
            else:
                break
        self.position = min(position, last)

    def _word(self, inner: list[Command] | None = None) -> ShellWord:
        """Read one word; commands in its substitutions go to `inner`."""
        text = self.text
        last = self.last
        position = first = self.position
        while position < last:
            character = text[position]
            if character not in _SPECIAL:
                position += 1
            elif character == "'":
                end = text.find("'", position + 1, last)
                position = last if end < 0 else end + 1
            elif character == '"':
                position = self._double_quoted(position, inner)
            elif character == "\\":
                position += 2
            elif character == "$":
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner)
            elif character in "<>" and position == first and text.startswith("(", position + 1):
                position = self._substitution(position + 2, inner)
            elif character == "(" and position > first and text[position - 1] in "?*+@!=":
                position = self._parentheses_end(position)  # an extended glob, or NAME=(…)
            else:
                break
        self.position = min(position, last)
        return ShellWord(self.line, first, self.position)

    def _double_quoted(self, position: int, inner: list[Command] | None) -> int:
        text = self.text
        if self.nesting > _MAX_NESTING:
            return self.last
        self.nesting += 1
        position += 1
        while position < self.last:
            character = text[position]
            if character == '"':
                position += 1
                break
            if character == "\\":
                position += 2
            elif character == "$":
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner)
            else:
                position += 1
        self.nesting -= 1
        return min(position, self.last)

    def _dollar(self, position: int, inner: list[Command] | None) -> int:
        text = self.text
        following = text[position + 1 : position + 2]
        if following == "(":
            if text.startswith("(", position + 2):
                end = self._arithmetic_end(position + 3)
                if end:
                    return end
            return self._substitution(position + 2, inner)
        if following == "{":
            return self._braces(position + 2, inner)
        if following == "'":
            position += 2
            while position < self.last and text[position] != "'":
                position += 2 if text[position] == "\\" else 1
            return position + 1
        return position + 1

    def _arithmetic_end(self, position: int) -> int:
        """Return the index behind `))`, or 0 where it is a subshell in a substitution after all."""
        depth = 0
        while position < self.last:
            character = self.text[position]
            if character == "(":
                depth += 1
            elif character == ")":
                if not depth:
                    return position + 2 if self.text.startswith("))", position) else 0
                depth -= 1
            position += 1
        return 0

    def _braces(self, position: int, inner: list[Command] | None) -> int:
        text = self.text
        depth = 1
        while position < self.last:
            character = text[position]
            if character == "}":
                depth -= 1
                position += 1
                if not depth:
                    return position
            elif character == "\\":
                position += 2
            elif character == "'":
                end = text.find("'", position + 1, self.last)
                position = position + 1 if end < 0 else end + 1
            elif text.startswith("${", position):
                depth += 1
                position += 2
            elif text.startswith("$(", position):
                position = self._dollar(position, inner)
            elif character == "`":
                position = self._backquoted(position, inner)
            else:
                position += 1
        return self.last

    def _substitution(self, position: int, inner: list[Command] | None) -> int:
        """Read the commands of `$(…)` from behind its parenthesis; return the index behind the closing one."""
        end = self._parentheses_end(position - 1)
        if inner is not None and self.depth < _MAX_DEPTH:
            last = end - 1 if self.text.startswith(")", end - 1) else end
            context = (*self._context(), "substitution")
            inner.extend(Reader(self.line, position, last, context, self.depth + 1).read())
        return end

    def _backquoted(self, position: int, inner: list[Command] | None) -> int:
        text = self.text
        end = position + 1
        while end < self.last and text[end] != "`":
            end += 2 if text[end] == "\\" else 1
        if inner is not None and self.depth < _MAX_DEPTH:
            context = (*self._context(), "substitution")
            inner.extend(Reader(self.line, position + 1, min(end, self.last), context, self.depth + 1).read())
        return end + 1

    def _skip_parentheses(self) -> None:
        self.position = self._parentheses_end(self.position)

    def _parentheses_end(self, position: int) -> int:
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
                end = text.find("'", position + 1, self.last)
                if end < 0:
                    return self.last
                position = end
            elif character == '"':
                position = self._double_quoted(position, None) - 1
            position += 1
        return self.last

    def _operator(self) -> str:
        text = self.text
        for operator in (";;&", "&&", "||", "|&", ";;", ";&"):
            if text.startswith(operator, self.position):
                self.position += len(operator)
                return "|" if operator == "|&" else operator
        self.position += 1
        return text[self.position - 1]


_RESERVED = frozenset(
    (
        "if",
        "then",
        "elif",
        "else",
        "fi",
        "for",
        "while",
        "until",
        "do",
        "done",
        "case",
        "esac",
        "select",
        "function",
    )
)


def _is_name(text: str) -> bool:
    text = text.removesuffix("+")
    if text.endswith("]"):
        text = text.partition("[")[0]
    return bool(text) and text.isascii() and text.replace("_", "a").isalnum() and not text[0].isdigit()
