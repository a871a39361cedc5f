"""What Python says of a program: the running one for most, the newest grammar and the older ones where they differ."""

from __future__ import annotations

import sys

from dockerlint.rules.correctness._embedded import Flaw, index_of, shortened

_AST_ONLY = 0x400  # ast.PyCF_ONLY_AST; importing ast costs milliseconds
# What is wrong in Python 2 too: what the tokenizer and the compiler find.
_WRONG_EVER_SINCE = (
    "was never closed",
    "unmatched",
    "does not match opening parenthesis",
    "unterminated",
    "after line continuation character",
    "expected an indented block",
    "unexpected indent",
    "unindent does not match",
    "outside function",
    "outside loop",
)
# CPython 3.14 takes the common indentation of `python -c` away.
_DEDENTS_SINCE = 14
# More brackets inside each other, or operators in one statement, are nobody's program, and parsers end in different
# ways there. The one of libcst takes time that grows with the cube of the operators.
_DEEPEST = 100
_MOST_OPERATORS = 1000


class Program:
    """A program for Python 3.`minor`, or for a Python that is not known."""

    __slots__ = ("_given", "_margin", "may_be_two", "minor", "text")

    def __init__(self, text: str, minor: int | None, *, may_be_two: bool, is_argument: bool) -> None:
        if "\r" in text:  # alone it ends a line in Python too
            text = text.replace("\r\n", "\0").replace("\r", "\n").replace("\0", "\r\n")
        self.text = text
        self.minor = minor
        self.may_be_two = may_be_two  # whether the interpreter may be one of Python 2
        self._given = text
        self._margin = 0
        if is_argument and (minor is None or minor >= _DEDENTS_SINCE):
            self._margin = _margin(text)
            if self._margin:
                self.text = _dedented(text, self._margin)

    def flaw(self) -> Flaw | None:
        """Return the first syntax error, None where there is none or where that is not known."""
        text = self.text
        if not is_tractable(text):
            return None
        running = sys.version_info.minor
        error = _error(text)
        if error is None:
            if self.minor is None or self.minor >= running or not _may_be_newer(text, self.minor):
                return None
            return self._newer_syntax()
        message = error.msg or ""
        if message.startswith("future feature"):
            return None
        if (self.minor is None or self.minor < 10) and ("unexpected EOF" in message or self._is_continued(error)):
            return None  # a backslash on the last line, or alone on one, was nothing once
        if self.may_be_two:
            # Python 2 counts tabs and spaces together.
            known = any(part in message for part in _WRONG_EVER_SINCE) and not ("indent" in message and "\t" in text)
            if not known:
                return None
        if _error(text, ast_only=True) is None:
            return self._told(error)  # what comes after parsing (`return` outside a function) is wrong in every version
        if self.minor is None:
            return self._flaw_of_newest(error)
        if self.minor < 7 and ("async" in text or "await" in text):
            return None  # they were names like others
        newer = self._newer_syntax()
        if newer is not None:
            return newer
        return self._told(error) if self.minor <= running else self._flaw_of_newest(error)

    def _is_continued(self, error: SyntaxError) -> bool:
        first = index_of(self.text, error.lineno or 1, 1)
        return isinstance(error, IndentationError) and self.text[:first].rstrip("\r\n").endswith("\\")

    def _newer_syntax(self) -> Flaw | None:
        """Return the first place where a later Python than the program's is needed."""
        from dockerlint.rules.correctness._python_versions import newer_syntax

        found = newer_syntax(self.text, self.minor or 0)
        if found is None:
            return None
        first, last, what, minor = found
        return self._placed(first, f"{what} need Python 3.{minor}, and this is 3.{self.minor}", last)

    def _flaw_of_newest(self, error: SyntaxError) -> Flaw | None:
        """Return an error of the running Python if the newest grammar does not take the program either."""
        from dockerlint.rules.correctness._python_versions import refusal

        place = refusal(self.text)
        if place is None:
            return None
        line, column = place
        if line > (error.lineno or 0) and not any(word in error.msg for word in ("never closed", "unterminated")):
            # What stopped the running Python is newer syntax, and the error comes later: in front of this place.
            last = len(self.text[: index_of(self.text, line, column + 1)].rstrip())
            first = last
            while first and (self.text[first - 1].isalnum() or self.text[first - 1] == "_"):
                first -= 1
            return self._placed(min(first, max(last - 1, 0)), "invalid syntax", last)
        return self._told(error)

    def _told(self, error: SyntaxError) -> Flaw:
        text = self.text
        line = error.lineno or 1
        first = index_of(text, line, error.offset or 1)
        last = 0
        if error.end_lineno == line and error.end_offset:
            last = index_of(text, line, error.end_offset)
        if isinstance(error, IndentationError):
            first, last = text.rfind("\n", 0, first) + 1, 0
        return self._placed(first, shortened(error.msg), last)

    def _placed(self, first: int, message: str, last: int) -> Flaw:
        """Return a flaw with its place in the text as it was given."""
        flaw = Flaw(self.text, first, message, last)
        if self._margin:
            width = flaw.last - flaw.first
            line = self.text.count("\n", 0, flaw.first) + 1
            column = flaw.first - self.text.rfind("\n", 0, flaw.first)
            flaw.first = index_of(self._given, line, self._margin + column)
            flaw.last = flaw.first + width
        return flaw


def _error(text: str, minor: int = -1, *, ast_only: bool = False) -> SyntaxError | None:
    """Return the error of the running Python, of its parser alone with `ast_only`, as that of 3.`minor` if given."""
    import warnings

    flags = _AST_ONLY if ast_only or minor >= 0 else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # CPython looks for columns in the line of a file of that name, where there is one.
            compile(text, "<Dockerfile>", "exec", flags, dont_inherit=True, _feature_version=minor)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError, OverflowError, SystemError):
            return None
    return None


def _may_be_newer(text: str, minor: int) -> bool:
    """Whether it is worth while to look for newer syntax than that of 3.`minor`: loading libcst takes its time."""
    return _error(text, minor) is not None or "with (" in text or "f'" in text.lower() or 'f"' in text.lower()


def is_tractable(text: str) -> bool:
    """Whether all parsers deal with it in reasonable time."""
    depth = operators = 0
    for character in text:
        if character in "([{":
            depth += 1
            operators += 1
            if depth > _DEEPEST:
                return False
        elif character in ")]}":
            depth = max(depth - 1, 0)
        elif character in ".+-*/%@&|^<>=~":
            operators += 1
            if operators > _MOST_OPERATORS:
                return False
        elif character == "\n" and not depth:
            operators = 0
    return True


def _margin(text: str) -> int:
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return 0
    first, last = min(lines), max(lines)
    width = 0
    while width < len(first) and first[width] in " \t" and last[width : width + 1] == first[width]:
        width += 1
    return width


def _dedented(text: str, margin: int) -> str:
    return "\n".join(line[margin:] if line.strip() else "" for line in text.split("\n"))
