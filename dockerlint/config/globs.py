"""Path patterns of the keys `exclude` and `overrides[].paths`.

They read like the lines of a `.gitignore`, without negation:

- `*` stands for any run of characters inside one name, `?` for one character, `[a-z]` and `[!a-z]` for one of
  or none of a set, a backslash takes the next character as it is, and a name `**` stands for any number of
  folders;
- a pattern with a slash at its start or in its middle counts from the folder of the configuration file, any
  other matches at every depth;
- a pattern that matches a folder covers everything in it, and one that ends in a slash matches folders only.

Matching walks names with two pointers and one fallback: its time is bounded by the product of the lengths.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    # One character of a name: itself, any (the empty string), or a set with its ranges.
    Token = str | tuple[bool, tuple[tuple[str, str], ...]]
    # A name of the pattern: literal text, tokens with None for `*`, or None for `**`.
    Name = str | list[Token | None] | None


class PathPatterns:
    """Patterns and the folder that they count from."""

    __slots__ = ("_compiled", "folder", "patterns")

    def __init__(self, folder: str, patterns: Sequence[str]) -> None:
        self.folder = folder
        self.patterns = list(patterns)
        self._compiled = [_compile(each) for each in patterns]

    def matches(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether one of the patterns covers an absolute path."""
        names = _names_below(self.folder, path)
        return any(
            _match(for_folder if is_folder else for_file, names, _matches_name)
            for for_file, for_folder in self._compiled
        )


def _names_below(folder: str, path: str) -> list[str]:
    """The names that lead from the folder to the path, with `..` where the path lies outside."""
    prefix = folder if folder.endswith(os.sep) else folder + os.sep
    if path.startswith(prefix):
        relative = path[len(prefix) :]
    else:
        try:
            relative = os.path.relpath(path, folder)
        except ValueError:  # another drive of Windows: only the patterns without a folder can match
            relative = path
    if os.altsep:
        relative = relative.replace(os.altsep, os.sep)
    return [name for name in relative.split(os.sep) if name not in ("", ".")]


def _compile(pattern: str) -> tuple[list[Name], list[Name]]:
    """The names that a file must match, and those that a folder must."""
    anchored = "/" in pattern.rstrip("/")
    names: list[Name] = [
        None if each == "**" else _compile_name(each) for each in pattern.split("/") if each not in ("", ".")
    ]
    if not anchored:
        names.insert(0, None)
    if len(names) > 1 and names[-1] is None:
        names.insert(-1, [None])  # `a/**` is what lies in a, not a itself
    covers = [*names, None]
    return ([*names, [None], None] if pattern.endswith("/") else covers), covers


def _compile_name(name: str) -> Name:
    tokens: list[Token | None] = []
    at = 0
    while at < len(name):
        character = name[at]
        at += 1
        if character == "*":
            if not tokens or tokens[-1] is not None:
                tokens.append(None)
        elif character == "?":
            tokens.append("")
        elif character == "\\" and at < len(name):
            tokens.append(name[at])
            at += 1
        elif character == "[" and (end := _end_of_set(name, at)):
            tokens.append(_compile_set(name[at:end]))
            at = end + 1
        else:
            tokens.append(character)
    literal = "".join(each for each in tokens if isinstance(each, str) and each)
    return literal if len(literal) == len(tokens) else tokens


def _end_of_set(name: str, start: int) -> int:
    """The index of the bracket that closes a set, 0 where none does (the bracket then stands for itself)."""
    first = start + 1 if name[start : start + 1] in ("!", "^") else start
    return max(0, name.find("]", first + 1))  # a bracket in the first place belongs to the set


def _compile_set(body: str) -> Token:
    negated = body[0] in "!^"
    at = 1 if negated else 0
    ranges = []
    while at < len(body):
        if body[at + 1 : at + 2] == "-" and at + 2 < len(body):
            ranges.append((body[at], body[at + 2]))
            at += 3
        else:
            ranges.append((body[at], body[at]))
            at += 1
    return negated, tuple(ranges)


def _match(pattern: Sequence[Any], items: Sequence[str], accepts: Callable[[Any, str], bool]) -> bool:
    """Whether the items spell the pattern, in which None stands for any run of them."""
    at = place = 0
    run_at, run_place = -1, 0
    while place < len(items):
        if at < len(pattern) and pattern[at] is None:
            run_at, run_place = at, place
            at += 1
        elif at < len(pattern) and accepts(pattern[at], items[place]):
            at += 1
            place += 1
        elif run_at >= 0:
            # Only the last run grows: an earlier one that took more would only leave it less to choose from.
            run_place += 1
            at, place = run_at + 1, run_place
        else:
            return False
    return all(part is None for part in pattern[at:])


def _matches_name(pattern: str | list[Token | None], name: str) -> bool:
    return pattern == name if isinstance(pattern, str) else _match(pattern, name, _matches_character)


def _matches_character(token: Token, character: str) -> bool:
    if isinstance(token, str):
        return token in ("", character)
    negated, ranges = token
    return negated != any(low <= character <= high for low, high in ranges)
