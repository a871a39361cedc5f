"""The lossless tree of a Dockerfile."""

from __future__ import annotations

from dockerlint.syntax.text import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.items import Directive, Item, ParseError


class Tree:
    """A parsed Dockerfile: the text, the items that tile it, its instructions in order, and what Docker would refuse.

    Offsets count code points of `text`; lines end at a line feed only, as in BuildKit.
    """

    __slots__ = ("_line_starts", "errors", "escape", "instructions", "items", "looks_ahead", "text")

    def __init__(
        self,
        text: str,
        items: list[Item],
        instructions: list[Instruction],
        errors: list[ParseError],
        escape: str,
        line_starts: list[int],
        *,
        looks_ahead: bool = False,
    ) -> None:
        self.text = text
        self.items = items
        self.instructions = instructions
        self.errors = errors
        self.escape = escape  # the escape character in force: `\` or a backtick
        self.looks_ahead = looks_ahead  # whether what an item is rests on lines behind it, too
        self._line_starts = line_starts

    def __bytes__(self) -> bytes:
        return self.text.encode("utf-8", "surrogateescape")

    @property
    def directives(self) -> list[Directive]:
        """The parser directives at the top of the file."""
        return [item for item in self.items if item.kind == "directive"]  # type: ignore[misc]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both 1-based; the end of the text has a position too."""
        starts = self._line_starts
        if offset >= starts[-1] and len(starts) > 1 and not self.text.endswith("\n"):
            # The last entry is the end of the text; without a final line feed that is no new line.
            return len(starts) - 1, starts[-1] - starts[-2] + 1
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of a line (1-based) without its line end; empty where there is no such line."""
        if not 0 < number < len(self._line_starts):
            return ""
        return self.text[self._line_starts[number - 1] : self._line_starts[number]].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """Number of lines."""
        return len(self._line_starts) - 1

    def __repr__(self) -> str:
        return f"<Tree of {len(self.instructions)} instructions, {len(self.errors)} errors>"
