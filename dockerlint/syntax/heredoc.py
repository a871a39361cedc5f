"""Here-documents: the operators in a logical line, found as BuildKit's word lexer finds them."""

from __future__ import annotations

from dockerlint.syntax.text import SPACE, LogicalLine

_DIGITS = "0123456789"
_SPECIAL = "@*#?-$!0"


class Heredoc:
    """A here-document of ADD, COPY or RUN.

    `content` is raw: `<<-` (`strip_tabs`) removes the leading tabs of each line only when the content is used.
    `expand` is false where the name is quoted. Spans are file offsets; `terminator` is None where the file ends first.
    """

    __slots__ = (
        "content",
        "end",
        "expand",
        "file_descriptor",
        "name",
        "operator",
        "start",
        "strip_tabs",
        "terminator",
    )

    def __init__(self, operator: Operator) -> None:
        self.name = operator.name
        self.strip_tabs = operator.strip_tabs
        self.expand = operator.expand
        self.file_descriptor = operator.file_descriptor
        self.operator = operator.span
        self.content = ""
        self.start = 0
        self.end = 0
        self.terminator: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The content as the command or the file gets it: without leading tabs after `<<-`."""
        if not self.strip_tabs:
            return self.content
        return "\n".join(line.lstrip("\t") for line in self.content.split("\n"))

    def __repr__(self) -> str:
        return f"Heredoc({self.name!r}, {self.start}, {self.end})"


class Operator:
    """`<<NAME` in a logical line, before its content is read."""

    __slots__ = ("expand", "file_descriptor", "name", "spaced", "span", "strip_tabs")

    def __init__(
        self, name: str, file_descriptor: int, span: tuple[int, int], *, strip_tabs: bool, expand: bool, spaced: bool
    ) -> None:
        self.name = name
        self.file_descriptor = file_descriptor
        self.span = span
        self.strip_tabs = strip_tabs
        self.expand = expand
        # White space between `<<` and the name is allowed since BuildKit 0.14; older releases see no heredoc.
        self.spaced = spaced


class LexError(Exception):
    """BuildKit's lexer gives up on the text: an open quote or a bad `${…}`."""


def find_operators(line: LogicalLine) -> list[Operator]:
    """Return the heredoc operators of a line in order.

    A line that the lexer cannot split (an open quote, a bad substitution) has none, as in BuildKit. Raises LexError
    where the name itself cannot be read, which is an error in BuildKit too.
    """
    try:
        words = _words(line.text, keep_quotes=True)
    except LexError:
        return []
    operators = []
    for text, first, last in words:
        if "<<" in text:
            operator = _operator(text, (line.offset(first), line.end(last)))
            if operator is not None:
                operators.append(operator)
    return operators


def _operator(word: str, span: tuple[int, int]) -> Operator | None:
    digits = len(word) - len(word.lstrip(_DIGITS))
    if not word.startswith("<<", digits):
        return None
    position = digits + 2
    strip_tabs = word.startswith("-", position)
    position += strip_tabs
    rest = word[position:].lstrip(" \t\n\f\r")
    spaced = len(rest) < len(word) - position
    if not rest or "<" in rest:
        return None
    names = _words(rest, keep_quotes=False)
    if len(names) != 1:
        return None
    name = names[0][0]
    raw = _words(rest, keep_quotes=True)[0][0]
    expand = name.count("'") + name.count('"') == raw.count("'") + raw.count('"')
    descriptor = int(word[:digits]) if 0 < digits < 20 else 0
    return Operator(name, descriptor, span, strip_tabs=strip_tabs, expand=expand, spaced=spaced)


def _words(text: str, *, keep_quotes: bool) -> list[tuple[str, int, int]]:
    """Split into words with their spans; variables stay as written. The escape is `\\` whatever the directive says."""
    words: list[tuple[str, int, int]] = []
    buffer: list[str] = []
    begin = 0
    position = 0
    length = len(text)
    while position < length:
        character = text[position]
        if character in SPACE:
            if buffer:
                words.append(("".join(buffer), begin, position))
                buffer = []
            position += 1
            continue
        if not buffer:
            begin = position
        if character == "'":
            end = text.find("'", position + 1)
            if end < 0:
                raise LexError
            buffer.append(text[position : end + 1] if keep_quotes else text[position + 1 : end])
            position = end + 1
        elif character == '"':
            end = _double_quote_end(text, position)
            inner = text[position + 1 : end - 1]
            buffer.append(text[position:end] if keep_quotes else _unescaped(inner))
            position = end
        elif character == "$":
            end = _dollar_end(text, position)
            buffer.append(text[position:end])
            position = end
        elif character == "\\":
            buffer.append(text[position : position + 2] if keep_quotes else text[position + 1 : position + 2])
            position += 2
        elif text.startswith("<<", position):
            end = position + 2
            while end < length and text[end] in " \t\n\v\f\r":
                end += 1
            buffer.append(text[position:end])
            position = end
        else:
            buffer.append(character)
            position += 1
    if buffer:
        words.append(("".join(buffer), begin, length))
    return [word for word in words if word[0]]


def _double_quote_end(text: str, position: int) -> int:
    position += 1
    while position < len(text):
        character = text[position]
        if character == '"':
            return position + 1
        if character == "$":
            position = _dollar_end(text, position)
        elif character == "\\" and position + 1 < len(text) and text[position + 1] in '"$\\':
            position += 2
        else:
            position += 1
    raise LexError


def _unescaped(text: str) -> str:
    for character in '"$':
        text = text.replace("\\" + character, character)
    return text.replace("\\\\", "\\")


def _dollar_end(text: str, position: int) -> int:
    """Return the index behind `$`, `$name` or `${…}`; nesting is followed with a counter, not by recursion."""
    position += 1
    if not text.startswith("{", position):
        return _name_end(text, position)
    # A stack of what ends each open part: `}` of `${name:-word}`, `/` before the replacement in `${name/a/b}`.
    closers = [_modifier(text, position + 1)]
    position = closers[0][1]
    while True:
        closer = closers[-1][0]
        if not closer:
            closers.pop()
            if not closers:
                return position
            continue
        if position >= len(text):
            raise LexError
        character = text[position]
        if character == closer:
            position += 1
            if closer == "/":
                closers[-1] = ("}", position)
                continue
            closers.pop()
            if not closers:
                return position
        elif character == "'":
            end = text.find("'", position + 1)
            if end < 0:
                raise LexError
            position = end + 1
        elif character == '"':
            position = _quoted_in_braces(text, position)
        elif character == "$":
            if text.startswith("{", position + 1):
                closers.append(_modifier(text, position + 2))
                position = closers[-1][1]
            else:
                position = _name_end(text, position + 1)
        elif character == "\\":
            position += 2
        else:
            position += 1


def _quoted_in_braces(text: str, position: int) -> int:
    """Skip a double-quoted string inside `${…}`; a further `${` inside it counts only up to its own brace."""
    position += 1
    depth = 0
    while position < len(text):
        character = text[position]
        if character == '"' and not depth:
            return position + 1
        if character == "\\":
            position += 2
            continue
        if text.startswith("${", position):
            depth += 1
            position += 2
            continue
        if character == "}" and depth:
            depth -= 1
        position += 1
    raise LexError


def _modifier(text: str, position: int) -> tuple[str, int]:
    """Return what ends the `${` part whose name begins at `position` (nothing for a plain name), and where it goes on."""
    if position >= len(text) or text[position] in "{}:":
        raise LexError
    position = _name_end(text, position)
    character = text[position : position + 1]
    if character == "}":
        return "", position + 1
    if character == ":":
        if position + 1 >= len(text) or text[position + 1] in "#%":
            raise LexError
        return "}", position + 2
    if character and character in "+-?#%":
        return "}", position + 1
    if character == "/":
        return "/", position + 1 + text.startswith("/", position + 1)
    raise LexError


def _name_end(text: str, position: int) -> int:
    begin = position
    if position < len(text) and text[position].isdigit():
        while position < len(text) and text[position].isdigit():
            position += 1
        return position
    if position < len(text) and text[position] in _SPECIAL:
        return position + 1
    while position < len(text) and (text[position].isalnum() or text[position] == "_"):
        position += 1
    return position if position > begin else begin
