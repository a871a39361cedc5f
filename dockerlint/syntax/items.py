"""What a Dockerfile is made of: items that tile the text, each with its span."""

from __future__ import annotations


class ParseError:
    """Something Docker refuses, with the span that is to blame.

    Codes: `invalid-directive`, `duplicate-directive`, `invalid-arguments`, `unterminated-heredoc`, `line-too-long`,
    `no-instructions`.
    """

    __slots__ = ("code", "end", "message", "start")

    def __init__(self, code: str, message: str, start: int, end: int) -> None:
        self.code = code
        self.message = message
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"ParseError({self.code!r}, {self.message!r}, {self.start}, {self.end})"


class Item:
    """A piece of the file: whole lines, from `full_start` to `full_end`; its text proper is `[start, end)`.

    The items of a tree follow each other without a gap, so that their full texts joined are the file.
    """

    __slots__ = ("end", "end_line", "full_end", "full_start", "source", "start", "start_line")

    kind = "item"

    def __init__(self, source: str, full_start: int, full_end: int, start_line: int) -> None:
        self.source = source  # the text of the whole file
        self.full_start = full_start
        self.full_end = full_end
        self.start = full_start
        self.end = full_end
        self.start_line = start_line  # 1-based
        self.end_line = start_line  # inclusive

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of the item's text, without indentation and line end."""
        return self.start, self.end

    @property
    def text(self) -> str:
        """The item's text as it stands in the file."""
        return self.source[self.start : self.end]

    @property
    def full_text(self) -> str:
        """Whole lines: indentation and line end included."""
        return self.source[self.full_start : self.full_end]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.start_line}:{self.text[:40]!r}>"


class Blank(Item):
    """A line of white space, outside any instruction."""

    __slots__ = ()
    kind = "blank"


class Comment(Item):
    """A comment line; also those inside a continued instruction, which then belong to it."""

    __slots__ = ()
    kind = "comment"

    @property
    def content(self) -> str:
        """The text behind `#`, without white space around it."""
        return self.text[1:].strip()


class Directive(Comment):
    """A parser directive: `# syntax=`, `# escape=` or `# check=`, before anything else in the file."""

    __slots__ = ("name", "value", "value_start")
    kind = "directive"

    name: str  # lower case
    value: str
    value_start: int  # offset of the value


class Invalid(Item):
    """Lines that BuildKit's parser refuses; the file's other items stand."""

    __slots__ = ("comments", "error", "keyword")
    kind = "invalid"

    keyword: str
    error: ParseError
    comments: list[Comment]
