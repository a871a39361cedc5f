"""Positions in the file: logical lines, words with exact spans, white space as BuildKit sees it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

# Go's unicode.IsSpace. Python's str.isspace() also counts U+001C to U+001F, which BuildKit keeps.
SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# What separates a keyword from its arguments, and the words of FROM, EXPOSE, ADD, COPY and VOLUME.
BLANK: Final = "\t\v\f\r "


def bisect_left(places: list[int], place: int) -> int:
    """Return how many of the places, which ascend, are in front of one: the library's takes longer to import."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high) // 2
        if places[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


def bisect_right(places: list[int], place: int) -> int:
    """Return how many of the places, which ascend, are not behind one."""
    return bisect_left(places, place + 1)


def same_start(one: str, other: str) -> int:
    """Return how many characters two texts have in common at the start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def same_end(one: str, other: str, start: int) -> int:
    """Return how many characters two texts have in common at the end, behind a common start."""
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


class LogicalLine:
    """An instruction as Docker reads it: continuations joined, comment lines inside it dropped.

    Indices count characters of `text`; `offset` and `end` turn them into offsets in the file.
    """

    __slots__ = ("file", "logical", "text")

    def __init__(self, text: str, logical: list[int], file: list[int]) -> None:
        self.text = text
        self.logical = logical  # where each physical line's part begins in `text`
        self.file = file  # where the same part begins in the file

    def offset(self, index: int) -> int:
        """Return the file offset of the character at `index` (of the end of the text for its length)."""
        logical = self.logical
        if len(logical) == 1:
            return self.file[0] + index
        part = bisect_right(logical, index) - 1
        return self.file[part] + index - logical[part]

    def end(self, index: int) -> int:
        """Return the file offset behind the character before `index`."""
        return self.offset(index - 1) + 1 if index else self.file[0]


class LineBuilder:
    """A logical line under construction, every character with its place in the file."""

    __slots__ = ("_file", "_logical", "_parts", "length")

    def __init__(self) -> None:
        self.length = 0
        self._parts: list[str] = []
        self._logical: list[int] = []
        self._file: list[int] = []

    def add(self, text: str, offset: int) -> None:
        """Add characters that stand side by side in the file from `offset` on."""
        if not self._file or offset != self._file[-1] + self.length - self._logical[-1]:
            self._logical.append(self.length)
            self._file.append(offset)
        self._parts.append(text)
        self.length += len(text)

    def line(self, offset: int) -> LogicalLine:
        """Return the line; an empty one stands at `offset`."""
        if not self._file:
            return LogicalLine("", [0], [offset])
        return LogicalLine("".join(self._parts), self._logical, self._file)


class Word:
    """A piece of a logical line: its value as BuildKit's parser gives it, and where it stands.

    The value keeps quotes and escapes, except in a JSON array, where it is the decoded string.
    """

    __slots__ = ("first", "last", "line", "value")

    def __init__(self, line: LogicalLine, first: int, last: int, value: str | None = None) -> None:
        self.line = line
        self.first = first  # index in line.text
        self.last = last  # exclusive
        self.value = line.text[first:last] if value is None else value

    @property
    def raw(self) -> str:
        """The characters as they stand in the logical line, with the quotes of a JSON string."""
        return self.line.text[self.first : self.last]

    @property
    def start(self) -> int:
        """Offset of the first character in the file; an empty word stands right behind what is in front of it."""
        return self.line.offset(self.first) if self.last > self.first else self.line.end(self.first)

    @property
    def end(self) -> int:
        """Offset behind the last character in the file."""
        return self.line.end(self.last)

    @property
    def span(self) -> tuple[int, int]:
        """Start and end offset in the file."""
        return self.start, self.end

    def __repr__(self) -> str:
        return f"Word({self.value!r}, {self.start}, {self.end})"


def split_blanks(line: LogicalLine, first: int, last: int) -> list[Word]:
    """Split at blanks, as FROM, EXPOSE and the shell forms of ADD, COPY and VOLUME are split: quotes mean nothing."""
    text = line.text
    words = []
    position = first
    while position < last:
        if text[position] in BLANK:
            position += 1
            continue
        begin = position
        while position < last and text[position] not in BLANK:
            position += 1
        words.append(Word(line, begin, position))
    return words


def split_quoted(line: LogicalLine, first: int, last: int, escape: str) -> list[Word]:
    """Split at white space outside quotes, as ENV, LABEL and ARG are split; quotes and escapes stay in the words."""
    text = line.text
    words = []
    position = first
    while position < last:
        if text[position] in SPACE:
            position += 1
            continue
        begin = position
        quote = ""
        dropped = False
        while position < last:
            character = text[position]
            if not quote and character in SPACE:
                break
            if character == escape and quote != "'":
                # An escape at the very end is dropped by BuildKit; elsewhere it protects the next character.
                dropped = position + 1 == last
                position += 2
                continue
            if not quote and character in "'\"":
                quote = character
            elif character == quote:
                quote = ""
            position += 1
        end = last - 1 if dropped else min(position, last)
        if end > begin:
            words.append(Word(line, begin, end))
    return words


def is_name_character(character: str) -> bool:
    """Whether it can stand in a variable's name: a letter or decimal digit of Go's, fewer than str.isalnum() takes."""
    return character.isalpha() or character.isdecimal() or character == "_"


def go_decoded(text: str) -> str:
    """Return `text` with what is no valid UTF-8 replaced, as Go does when it decodes a string."""
    if text.isascii():
        return text
    return "".join("\ufffd" if 0xD800 <= ord(character) <= 0xDFFF else character for character in text)
