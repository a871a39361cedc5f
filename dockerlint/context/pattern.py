r"""What one pattern of an ignore file matches, with BuildKit's meaning.

BuildKit (moby/patternmatcher) makes a pattern one of three plain comparisons or a Go regular expression,
character by character and without regard to character classes. Whoever writes an ignore file lives with what
follows: `[*]` matches no asterisk, `\d` is a digit, `src\bin` asks for a word boundary, `\q` fails the build,
`*.a|b` is an alternative.
"""

from __future__ import annotations

from dockerlint.context.glob import Glob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

# How a pattern is compared with a path.
EXACT: Final = 0
PREFIX: Final = 1  # `dir/**`
SUFFIX: Final = 2  # `**/name`
AUTOMATON: Final = 3


class PathPattern:
    """A compiled pattern. Raises `ValueError` with the reason where Docker rejects the pattern."""

    __slots__ = ("_head", "_is_exact", "matches")

    matches: Callable[[str], bool]

    def __init__(self, pattern: str) -> None:
        kind = EXACT
        if any(character in pattern for character in "*?[]\\"):
            Glob(pattern)  # Docker's own syntax check comes first
            kind, expression = _translate(pattern)
        self._is_exact = kind == EXACT
        self._head = ""  # what every matching path begins with
        # Whether the pattern matches this very path; its parent directories are not asked. Chosen once, since
        # a walk asks every pattern about every file.
        if kind == EXACT:
            self._head = pattern
            self.matches = pattern.__eq__
        elif kind == PREFIX:
            self._head = head = pattern[:-2]
            self.matches = lambda path: path.startswith(head)
        elif kind == SUFFIX:
            # Behind a byte order mark the asterisks stay, and nothing matches.
            tail = pattern.removeprefix("**")
            whole = tail.removeprefix("/")
            self.matches = lambda path: path.endswith(tail) or path == whole
        else:
            from dockerlint.context.go_regexp import Automaton

            automaton = Automaton(expression)
            self._head = automaton.head
            self.matches = automaton.matches

    def can_match_below(self, directory: str) -> bool:
        """Tell whether some path below the directory may match; `False` is certain."""
        inside = directory + "/"
        return self._head.startswith(inside) or (not self._is_exact and inside.startswith(self._head))


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
