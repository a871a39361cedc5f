"""Places in a text as the Language Server Protocol counts them.

Its lines end at a line feed, a carriage return or both; ours at a line feed only. Its columns count code units of the
encoding that client and server have agreed on, UTF-16 where they have not. Ours are code points.
"""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    Place = tuple[int, int]  # line and character, both from 0 on

ENCODINGS = ("utf-16", "utf-32", "utf-8")


class Lines:
    """The lines of one text."""

    __slots__ = ("_encoding", "_is_ascii", "starts", "text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._encoding = encoding
        self._is_ascii = text.isascii()
        self.starts = _starts(text)

    def place(self, offset: int) -> Place:
        """Return line and character of an offset."""
        number = bisect_right(self.starts, offset) - 1
        start = self.starts[number]
        if self._is_ascii or self._encoding == "utf-32":
            return number, offset - start
        return number, _units(self.text[start:offset], self._encoding)

    def offset(self, line: int, character: int) -> int:
        """Return the offset of a place; one behind the end of its line is that end, as the protocol has it."""
        if line >= len(self.starts):
            return len(self.text)
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        content = self.text[start:end].rstrip("\r\n")
        if self._is_ascii or self._encoding == "utf-32":
            return start + min(character, len(content))
        used = 0
        for index, each in enumerate(content):
            if used >= character:
                return start + index
            used += _units(each, self._encoding)
        return start + len(content)


def _starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    if "\r" not in text:
        while position >= 0:
            starts.append(position + 1)
            position = text.find("\n", position + 1)
        return starts
    for index, character in enumerate(text):
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
    return starts


def _units(text: str, encoding: str) -> int:
    if text.isascii():
        return len(text)
    if encoding == "utf-16":
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))
