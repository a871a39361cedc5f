"""Go's `filepath.Match`: the wildcards of COPY and ADD sources, and what makes a pattern malformed.

`*` and `?` stay inside one path component; there is no `**`. A class `[...]` is not stopped by a slash:
`a[^b]c` matches `a/c`, as it does in Go.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class CharClass:
    """A class `[...]`, or `?` as the class of all but the slash: inclusive ranges of code points."""

    __slots__ = ("negated", "ranges")

    def __init__(self, ranges: list[tuple[int, int]], *, negated: bool) -> None:
        self.ranges = ranges
        self.negated = negated

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        if 0xDC80 <= code <= 0xDCFF:
            code = 0xFFFD  # a byte that is not UTF-8: Go reads it as the replacement character
        return self.negated != any(low <= code <= high for low, high in self.ranges)


# One run of single-character terms: a literal character, or a class. `star` says that a `*` stands before it.
if TYPE_CHECKING:
    Term = str | CharClass
    Chunk = tuple[bool, list[Term]]

ANY: Final = CharClass([(0x2F, 0x2F)], negated=True)


class Glob:
    """A pattern of Go's `filepath.Match`.

    Raises `ValueError` for a malformed pattern: a class that is empty or never ends, a range without an end,
    a backslash at the end. In Docker such a source matches nothing.
    """

    __slots__ = ("_chunks", "_ending", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._chunks = _parse(pattern)
        self._ending = _literal_ending(self._chunks[-1][1] if self._chunks else [])

    def matches(self, name: str) -> bool:
        """Tell whether the pattern matches the whole name, in at most length times length steps."""
        if not name.endswith(self._ending):
            return False
        position = 0
        last = len(self._chunks) - 1
        for number, (star, terms) in enumerate(self._chunks):
            if star and not terms:
                return "/" not in name[position:]
            while True:
                end = _match_terms(terms, name, position)
                if end >= 0 and (number < last or end == len(name)):
                    position = end
                    break
                if not star or position == len(name) or name[position] == "/":
                    return False
                position += 1
        return position == len(name)

    @property
    def slash_classes(self) -> int:
        """How many of its classes match a slash, so that the match can be so many components deeper."""
        return sum(isinstance(term, CharClass) and "/" in term for _, terms in self._chunks for term in terms)


def _literal_ending(terms: list[Term]) -> str:
    """Return the characters at the end of the terms that stand for themselves."""
    ending = ""
    for term in reversed(terms):
        if not isinstance(term, str):
            break
        ending = term + ending
    return ending


def _match_terms(terms: list[Term], name: str, position: int) -> int:
    """Return the end of the match of all terms at the position, or -1."""
    if position + len(terms) > len(name):
        return -1
    for term in terms:
        character = name[position]
        if character != term if isinstance(term, str) else character not in term:
            return -1
        position += 1
    return position


def _parse(pattern: str) -> list[Chunk]:
    chunks: list[Chunk] = []
    terms: list[Term] = []
    star = False
    index = 0
    while index < len(pattern):
        character = pattern[index]
        index += 1
        if character == "*":
            if terms:
                chunks.append((star, terms))
                terms = []
            star = True
        elif character == "?":
            terms.append(ANY)
        elif character == "[":
            found, index = _parse_class(pattern, index)
            terms.append(found)
        elif character == "\\":
            if index == len(pattern):
                raise ValueError("a backslash at the end of the pattern escapes nothing")
            terms.append(pattern[index])
            index += 1
        else:
            terms.append(character)
    if star or terms:
        chunks.append((star, terms))
    return chunks


def _parse_class(pattern: str, index: int) -> tuple[CharClass, int]:
    negated = pattern[index : index + 1] == "^"
    index += negated
    ranges: list[tuple[int, int]] = []
    while not (ranges and pattern[index : index + 1] == "]"):
        low, index = _class_character(pattern, index)
        high = low
        if pattern[index] == "-":
            high, index = _class_character(pattern, index + 1)
        ranges.append((low, high))
    return CharClass(ranges, negated=negated), index + 1


def _class_character(pattern: str, index: int) -> tuple[int, int]:
    """Return the code point of a class member, and the index behind it, where at least `]` must follow."""
    character = pattern[index : index + 1]
    if character == "]":
        raise ValueError("the character class is empty or ends in a range without an end")
    if character == "-":
        raise ValueError("`-` in a character class needs a backslash before it")
    if character == "\\":
        index += 1
        character = pattern[index : index + 1]
    if not character or index + 1 == len(pattern):
        raise ValueError("the character class never ends")
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        raise ValueError("the character class holds a byte that is not UTF-8")
    return code, index + 1
