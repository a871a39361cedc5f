"""The parser: one pass over the lines, as BuildKit's own makes it, without losing a byte and without giving up.

The reference is BuildKit's `frontend/dockerfile/parser`. Where it refuses a file, the error is noted and the rest of
the file is still read.
"""

from __future__ import annotations

from dockerlint.syntax.instructions import BY_KEYWORD, Instruction, Onbuild
from dockerlint.syntax.items import Blank, Comment, Directive, Invalid, Item, ParseError
from dockerlint.syntax.text import BLANK, SPACE, LogicalLine
from dockerlint.syntax.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dockerlint.syntax.heredoc import Heredoc, Operator

_BOM = "\ufeff"
_LINE_END = "\r\n"
_DIRECTIVE_SPACE = "\t\f\r "
_DIRECTIVES = ("syntax", "escape", "check")
_HEREDOC_KEYWORDS = ("ADD", "COPY", "RUN")
# Go's lower case of the dotted I and of the Kelvin sign is ASCII; all else that is not ASCII makes no known keyword.
_UPPER = {**{code: code - 32 for code in range(ord("a"), ord("z") + 1)}, 0x130: ord("I"), 0x212A: ord("K")}
# bufio.MaxScanTokenSize: BuildKit refuses a line of so many bytes, the line feed left out.
_MAX_LINE_BYTES = 65_536


def parse(source: str | bytes) -> Tree:
    """Parse a Dockerfile.

    Never fails: what Docker would refuse is in `tree.errors`. `parse(x).text == x` for text and `bytes(parse(x)) == x`
    for bytes; bytes that are not UTF-8 become lone surrogates (PEP 383).
    """
    text = source.decode("utf-8", "surrogateescape") if isinstance(source, bytes) else source
    parser = _Parser(text)
    tree = parser.run()
    if not tree.instructions and not any(isinstance(item, Invalid) for item in tree.items):
        tree.errors.append(ParseError("no-instructions", "the file has no instructions", 0, len(text)))
    return tree


def parse_part(text: str, start: int, escape: str, ends: Collection[int]) -> tuple[Tree, int]:
    """Parse a text from a line on, until an item begins at one of `ends` and no comments stand right above it.

    `start` is the text's own or lies right behind an instruction, an invalid or an empty line. Returns a tree of the
    items between, and where they end.
    """
    parser = _Parser(text)
    if start:
        parser.escape = escape
        parser.number = parser.starts.index(start)
    tree = parser.run(ends)
    return tree, parser.starts[parser.number]


class _Parser:
    __slots__ = ("errors", "escape", "items", "last_line_of", "lines", "number", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")  # without their line feed
        if not self.lines[-1]:
            self.lines.pop()
        self.starts: list[int] = []  # offset of each line, and of the end of the text
        offset = 0
        for line in self.lines:
            self.starts.append(offset)
            offset += len(line) + 1
        self.starts.append(len(text))
        self.number = 0  # index of the next line
        self.escape = "\\"
        self.items: list[Item] = []
        self.errors: list[ParseError] = []
        # By text without line end, and without tabs in front where these do not count.
        self.last_line_of: dict[bool, dict[str, int]] = {}

    def run(self, ends: Collection[int] = ()) -> Tree:
        instructions: list[Instruction] = []
        comments: list[Comment] = []  # those right above the next instruction
        at_top = not self.number
        seen: set[str] = set()
        while self.number < len(self.lines):
            if ends and not comments and not at_top and self.starts[self.number] in ends:
                break
            line = self.lines[self.number]
            if not self.number and line.startswith(_BOM):
                line = line[1:]
            stripped = line.strip(SPACE)
            if not stripped:
                self._add(Blank)
                comments = []
                at_top = False
            elif stripped[0] == "#":
                directive = _directive(line.lstrip(SPACE)) if at_top else None
                if directive:
                    self._add_directive(*directive, seen)
                else:
                    at_top = False
                    comments.append(self._add_comment())
            else:
                at_top = False
                item = self._instruction(comments)
                if isinstance(item, Instruction):
                    item.index = len(instructions)
                    if isinstance(item, Onbuild) and item.inner:
                        item.inner.index = item.index
                    instructions.append(item)
                self.items.append(item)
                comments = []
        looks_ahead = bool(self.last_line_of)
        return Tree(self.text, self.items, instructions, self.errors, self.escape, self.starts, looks_ahead=looks_ahead)

    # Lines outside instructions

    def _add(self, kind: type[Item]) -> Item:
        number = self.number
        item = kind(self.text, self.starts[number], self.starts[number + 1], number + 1)
        item.end = item.full_start + len(self.lines[number].rstrip(_LINE_END))
        self.items.append(item)
        self.number += 1
        self._check_length(number)
        return item

    def _add_comment(self, kind: type[Comment] = Comment) -> Comment:
        item = self._add(kind)
        item.start = self.text.index("#", item.full_start)
        assert isinstance(item, Comment)  # noqa: S101  # for the type checker
        return item

    def _add_directive(self, name: str, value: str, index: int, seen: set[str]) -> None:
        item = self._add_comment(Directive)
        assert isinstance(item, Directive)  # noqa: S101  # for the type checker
        item.name = name
        item.value = value
        item.value_start = item.start + index
        if name in seen:
            message = f"only one {name} parser directive can be used"
            self.errors.append(ParseError("duplicate-directive", message, item.start, item.end))
        elif name == "escape":
            if value in ("\\", "`"):
                self.escape = value
            else:
                message = f"invalid escape token {value!r}: it must be \\ or `"
                self.errors.append(
                    ParseError("invalid-directive", message, item.value_start, item.value_start + len(value))
                )
        seen.add(name)

    def _check_length(self, number: int) -> None:
        line = self.lines[number]
        if len(line) * 4 < _MAX_LINE_BYTES or len(line.encode("utf-8", "replace")) < _MAX_LINE_BYTES:
            return
        message = f"the line is longer than the {_MAX_LINE_BYTES - 1} bytes that BuildKit reads"
        start = self.starts[number]
        end = start + len(line.rstrip(_LINE_END))
        self.errors.append(ParseError("line-too-long", message, start, end))

    # Instructions

    def _instruction(self, comments: list[Comment]) -> Item:
        first = self.number
        inner_comments: list[Comment] = []
        empty_lines: list[int] = []
        line = self._logical_line(inner_comments, empty_lines)
        begin = len(line.text) - len(line.text.lstrip(SPACE))
        start = line.offset(begin) if begin < len(line.text) else line.offset(0)
        instruction, error = _read(self.text, line, begin, self.escape)
        if error is not None:
            self.errors.append(error)
        holder = instruction.inner if isinstance(instruction, Onbuild) and instruction.inner else instruction
        if error is None and holder.keyword in _HEREDOC_KEYWORDS and not holder.is_json and "<<" in line.text:
            error = self._heredocs(instruction, line)
            if holder is not instruction:
                holder.heredocs = instruction.heredocs
        item: Item = instruction
        if error is not None and error.code == "invalid-arguments":
            item = Invalid(self.text, 0, 0, 0)
            item.keyword = instruction.keyword
            item.error = error
            item.comments = [*comments, *inner_comments]
        else:
            instruction.comments = comments
            instruction.inner_comments = inner_comments
            instruction.empty_lines = empty_lines
        last = self.number - 1
        item.full_start = self.starts[first]
        item.full_end = self.starts[self.number]
        item.start = start
        item.end = self.starts[last] + len(self.lines[last].rstrip(_LINE_END))
        item.start_line = first + 1
        item.end_line = last + 1
        if holder is not instruction:
            holder.place_inside(instruction)
        for number in range(first, self.number):
            if len(self.lines[number]) * 4 >= _MAX_LINE_BYTES:
                self._check_length(number)
        return item

    def _logical_line(self, comments: list[Comment], empty_lines: list[int]) -> LogicalLine:
        """Join the continued lines from the current one on."""
        number = self.number
        line = self.lines[number].rstrip(_LINE_END)
        if number and not line.rstrip(" \t").endswith(self.escape):
            # As most are: one line.
            self.number += 1
            text = line.lstrip(SPACE)
            return LogicalLine(text, [0], [self.starts[number] + len(line) - len(text)])
        parts: list[str] = []
        logical: list[int] = []
        file: list[int] = []
        length = 0
        escape = self.escape
        first = True
        while self.number < len(self.lines):
            number = self.number
            line = self.lines[number].rstrip(_LINE_END)
            begin = 0
            if first:
                stripped = (line[1:] if not number and line.startswith(_BOM) else line).lstrip(SPACE)
                begin = len(line) - len(stripped)
                line = stripped
            else:
                stripped = line.lstrip(SPACE)
                if not stripped:
                    empty_lines.append(number + 1)
                    self.number += 1
                    continue
                if stripped[0] == "#":
                    comment = Comment(self.text, self.starts[number], self.starts[number + 1], number + 1)
                    comment.end = comment.full_start + len(line)
                    comment.start = comment.end - len(stripped)
                    comments.append(comment)
                    self.number += 1
                    continue
            self.number += 1
            first = False
            continued = line.rstrip(" \t")
            more = continued.endswith(escape) and (len(continued) == 1 or continued[-2] != escape)
            if more:
                line = continued[:-1]
            parts.append(line)
            logical.append(length)
            file.append(self.starts[number] + begin)
            length += len(line)
            if not more:
                break
        return LogicalLine("".join(parts), logical, file)

    # Heredocs

    def _heredocs(self, instruction: Instruction, line: LogicalLine) -> ParseError | None:
        from dockerlint.syntax.heredoc import Heredoc, LexError, find_operators  # few files have any

        try:
            operators = find_operators(line)
        except LexError:
            error = ParseError(
                "invalid-arguments",
                "the name of a here-document cannot be read",
                line.offset(0),
                line.end(len(line.text)),
            )
            self.errors.append(error)
            return error
        for operator in operators:
            # Older BuildKit takes no white space behind `<<`: it is an operator only where a heredoc really follows.
            if operator.spaced and not self._terminates(operator):
                continue
            heredoc = Heredoc(operator)
            self._read_heredoc(heredoc, operator)
            instruction.heredocs.append(heredoc)
            if heredoc.terminator is None:
                message = f"the here-document `{operator.name}` never ends"
                error = ParseError("unterminated-heredoc", message, *operator.span)
                self.errors.append(error)
                return error
        return None

    def _read_heredoc(self, heredoc: Heredoc, operator: Operator) -> None:
        first = self.number
        heredoc.start = self.starts[first]
        heredoc.end = len(self.text)
        while self.number < len(self.lines):
            number = self.number
            self.number += 1
            bare = self.lines[number].rstrip(_LINE_END)
            candidate = bare.lstrip("\t") if operator.strip_tabs else bare
            if candidate == operator.name:
                heredoc.end = self.starts[number]
                heredoc.terminator = (heredoc.end + len(bare) - len(candidate), heredoc.end + len(bare))
                break
        heredoc.content = self.text[heredoc.start : heredoc.end]

    def _terminates(self, operator: Operator) -> bool:
        known = self.last_line_of.get(operator.strip_tabs)
        if known is None:
            known = self.last_line_of[operator.strip_tabs] = {}
            for number, line in enumerate(self.lines):
                bare = line.rstrip(_LINE_END)
                known[bare.lstrip("\t") if operator.strip_tabs else bare] = number
        return known.get(operator.name, -1) >= self.number


def _directive(line: str) -> tuple[str, str, int] | None:
    """Return name and value of a line `# name = value` and the value's index, None for any other comment."""
    head, _, rest = line.rstrip(_LINE_END).partition("=")
    name = head[1:].lstrip(SPACE).rstrip(_DIRECTIVE_SPACE)
    # Only ASCII letters: lower() would make a `k` of the Kelvin sign.
    if not rest or not name.isascii() or name.lower() not in _DIRECTIVES:
        return None
    # Where the value is nothing but white space, its last character counts, as in BuildKit.
    value = rest.lstrip(_DIRECTIVE_SPACE) or rest[-1]
    index = len(head) + 1 + len(rest) - len(value)
    return name.lower(), value.rstrip(_DIRECTIVE_SPACE) or value, index


def _read(source: str, line: LogicalLine, begin: int, escape: str) -> tuple[Instruction, ParseError | None]:
    """Read keyword, flags and arguments of a logical line; returns why BuildKit refuses them, too."""
    instruction, first, last = _head(source, line, begin)
    error = instruction.read(first, last, escape)
    if isinstance(instruction, Onbuild) and instruction.first < last:
        inner, first, last = _head(source, line, instruction.first)
        # ONBUILD ONBUILD is forbidden: the second one's arguments stay unread, so that no chain of them can nest.
        if isinstance(inner, Onbuild):
            inner.first, inner.last = first, last
        else:
            error = inner.read(first, last, escape)
        if error is None:
            instruction.hold(inner)
    return instruction, error


def _head(source: str, line: LogicalLine, begin: int) -> tuple[Instruction, int, int]:
    """Return the instruction of the keyword at `begin`, and where its arguments begin and end."""
    text = line.text
    last = max(len(text.rstrip(SPACE)), begin)
    position = text.find(" ", begin, last)
    keyword = text[begin:position] if position >= 0 else ""
    kind = BY_KEYWORD.get(keyword)
    if kind is None:
        # It is not written as usual.
        position = begin
        while position < last and text[position] not in BLANK:
            position += 1
        keyword = text[begin:position]
        keyword = keyword.upper() if keyword.isascii() else keyword.translate(_UPPER)
        kind = BY_KEYWORD.get(keyword, Instruction)
    instruction = kind(source, line, begin, keyword)
    while position < last and text[position] in BLANK:
        position += 1
    return instruction, position, last
