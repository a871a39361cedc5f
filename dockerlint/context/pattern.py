r"""What one pattern of an ignore file matches, with BuildKit's meaning.

BuildKit (moby/patternmatcher) makes a pattern one of three plain comparisons or a Go regular expression, character by
character and without regard to character classes. Whoever writes an ignore file lives with what follows: `[*]` matches
no asterisk, `\d` is a digit, `src\bin` asks for a word boundary, `\q` fails the build, `*.a|b` is an alternative.
"""

from __future__ import annotations

from dockerlint.context.glob import Glob
from dockerlint.context.go_regexp import Automaton

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# How a pattern is compared with a path.
EXACT: Final = 0
PREFIX: Final = 1  # `dir/**`
SUFFIX: Final = 2  # `**/name`
AUTOMATON: Final = 3


class PathPattern:
    """A compiled pattern. Raises `ValueError` with the reason where Docker rejects the pattern."""

    __slots__ = ("_automaton", "_kind", "_literal", "head")

    def __init__(self, pattern: str) -> None:
        self._automaton: Automaton | None = None
        self._literal = pattern
        if not any(character in pattern for character in "*?[]\\"):
            self._kind = EXACT
            self.head = pattern
            return
        Glob(pattern)  # Docker's own syntax check comes first
        self._kind, expression = _translate(pattern)
        self.head = ""  # what every matching path begins with
        if self._kind == PREFIX:
            self.head = self._literal = pattern[:-2]
        elif self._kind == SUFFIX:
            self._literal = pattern[2:]
        else:
            self._automaton = Automaton(expression)
            self.head = self._automaton.head

    def matches(self, path: str) -> bool:
        """Tell whether the pattern matches this very path; its parent directories are not asked."""
        if self._kind == EXACT:
            return path == self._literal
        if self._kind == PREFIX:
            return path.startswith(self._literal)
        if self._kind == SUFFIX:
            literal = self._literal
            return path.endswith(literal) or (literal[0] == "/" and path == literal[1:])
        assert self._automaton is not None
        return self._automaton.matches(path)

    def can_match_below(self, directory: str) -> bool:
        """Tell whether some path below the directory may match; `False` is certain."""
        inside = directory + "/"
        if self._kind == EXACT:
            return self._literal.startswith(inside)
        return self.head.startswith(inside) or inside.startswith(self.head)


def _translate(pattern: str) -> tuple[int, str]:
    """Return how BuildKit compares the pattern, and the Go regular expression it makes of it."""
    kind = EXACT
    expression = "^"
    # Go's text scanner drops a byte order mark at the start of its input.
    start = index = int(pattern.startswith("\ufeff"))
    length = len(pattern)
    while index < length:
        character = pattern[index]
        index += 1
        if character == "*" and pattern.startswith("*", index):
            first = index == start + 1
            index += 1
            if pattern.startswith("/", index):
                index += 1
            if index < length:
                expression += "(.*/)?"
                kind = AUTOMATON
            elif kind == EXACT:
                kind = PREFIX
            else:
                expression += ".*"
                kind = AUTOMATON
            if first:
                kind = SUFFIX
        elif character == "*":
            expression += "[^/]*"
            kind = AUTOMATON
        elif character == "?":
            expression += "[^/]"
            kind = AUTOMATON
        elif character in ".+()$":  # but not `|`, `{` and `}`
            expression += "\\" + character
        elif character == "\\":
            expression += pattern[index - 1 : index + 1]
            index += 1
            kind = AUTOMATON
        else:
            expression += character
            if character in "[]":
                kind = AUTOMATON
    return kind, expression + "$"
