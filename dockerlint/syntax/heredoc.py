"""Here-documents: the operators in a logical line, found as BuildKit's word lexer finds them."""

from __future__ import annotations

from dockerlint.syntax.text import SPACE, LogicalLine, is_name_character

_DIGITS = "0123456789"
_SPECIAL = "@*#?-$!0"  # one of these is a variable's whole name
_BLANKS = "\t\r "  # what may stand between `<<` and the name
_MARKS = SPACE + "'\"\\$<}/"  # what can mean something to the lexer


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

    A line that the lexer cannot split (an open quote, a bad substitution) has none, as in BuildKit. Raises
    LexError where the name itself cannot be read, which is an error in BuildKit too.
    """
    try:
        found = plain_words(line.text) if _is_plain(line.text) else words(line.text)
    except LexError:
        return []
    operators = []
    for text, first, last in found:
        if "<<" in text:
            operator = _operator(text, (line.offset(first), line.end(last)))
            if operator is not None:
                operators.append(operator)
    return operators


def _is_plain(text: str) -> bool:
    """Whether a text has no quote, no escape and no variable."""
    return "'" not in text and '"' not in text and "\\" not in text and "$" not in text


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text as written, with their spans. Raises LexError for an open quote and a bad `${...}`."""
    return _Words(text, raw=True).split()


def plain_words(text: str) -> list[tuple[str, int, int]]:
    """Return those words of a text without quotes, escapes and variables that hold `<<`."""
    found = []
    behind = 0
    place = text.find("<<")
    while place >= 0:
        first = place
        while first > behind and text[first - 1] not in SPACE:
            first -= 1
        position = place
        while position < len(text) and text[position] not in SPACE:
            if text.startswith("<<", position):
                position += 2
                # White space between the operator and the name belongs to the word.
                while position < len(text) and text[position] in _BLANKS:
                    position += 1
            else:
                position += 1
        found.append((text[first:position], first, position))
        behind = position
        place = text.find("<<", position)
    return found


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
    name = rest
    expand = True
    if not rest.isalnum():
        names = _Words(rest, raw=False).split()
        if len(names) != 1:
            return None
        name = names[0][0]
        quoted = words(rest)[0][0]
        expand = name.count("'") + name.count('"') == quoted.count("'") + quoted.count('"')
    descriptor = int(word[:digits]) if 0 < digits < 20 else 0
    return Operator(name, descriptor, span, strip_tabs=strip_tabs, expand=expand, spaced=spaced)


class _Open:
    """A double quote or an operand of `${...}` that is still to be closed."""

    __slots__ = ("begin", "closer", "raw")

    def __init__(self, closer: str, begin: int, *, raw: bool) -> None:
        self.closer = closer  # `"`, `}`, or `/` in front of the replacement in `${name/pattern/replacement}`
        self.begin = begin  # index in the current word
        self.raw = raw  # whether escapes are kept


class _Words:
    """Splits a text into words with their spans, as BuildKit's shell lexer does while no variable is set.

    `raw` keeps quotes and escapes. The escape is a backslash whatever the directive says. What is open stands on a
    stack, so that nesting has no limit. Two oddities of the lexer matter for what follows: white space inside `${...}`
    splits the word, and an operand (`${name-operand}`) drops what stands in front of it in its word.
    """

    __slots__ = ("opened", "raw", "text", "word", "words")

    def __init__(self, text: str, *, raw: bool) -> None:
        self.text = text
        self.raw = raw
        self.words: list[tuple[str, int, int]] = []
        self.word: list[int] = []  # indices of the current word's characters
        self.opened = [_Open("", 0, raw=raw)]

    def split(self) -> list[tuple[str, int, int]]:
        """Return the words. Raises LexError for an open quote and a bad `${...}`."""
        text = self.text
        position = 0
        while position < len(text):
            end = position
            while end < len(text) and text[end] not in _MARKS:
                end += 1
            if end > position:
                self.word.extend(range(position, end))
                position = end
                continue
            character = text[position]
            closer = self.opened[-1].closer
            if character == closer:
                self._close(position)
                position += 1
            elif character == "$":
                position = self._dollar(position)
            elif closer == '"':
                position = self._double_quoted(position)
            else:
                position = self._unquoted(position)
        if len(self.opened) > 1:
            raise LexError
        self._end_word()
        return self.words

    def _unquoted(self, position: int) -> int:
        text = self.text
        character = text[position]
        innermost = self.opened[-1]
        if character == "'":
            end = text.find("'", position + 1)
            if end < 0:
                raise LexError
            self.word.extend(range(position, end + 1) if self.raw else range(position + 1, end))
            return end + 1
        if character == '"':
            self.opened.append(_Open('"', len(self.word), raw=innermost.raw))
            if self.raw:
                self.word.append(position)
            return position + 1
        if character == "\\":
            end = min(position + 2, len(text))
            self.word.extend(range(position if innermost.raw else position + 1, end))
            return end
        if text.startswith("<<", position):
            end = position + 2
            while end < len(text) and text[end] in _BLANKS:
                end += 1
            self.word.extend(range(position, end))
            return end
        self._add(position, splits=len(self.opened) == 1)
        return position + 1

    def _double_quoted(self, position: int) -> int:
        text = self.text
        end = position + 1
        if text[position] == "\\" and end < len(text) and text[end] in '"$\\':
            end += 1
            if not self.opened[-1].raw:
                position += 1
        self.word.extend(range(position, end))
        return end

    def _dollar(self, position: int) -> int:
        """Read `$`, `$name` or `${name}`, or the head of `${name-operand}`, which opens the operand."""
        text = self.text
        begin = len(self.word)
        end = position + 1
        if not text.startswith("{", end):
            end = _name_end(text, end)
            self.word.extend(range(position, end))
            return end
        end += 1
        if end >= len(text) or text[end] in "{}:":
            raise LexError
        end = _name_end(text, end)
        if text.startswith("}", end):
            self.word.extend(range(position, end + 1))
            return end + 1
        nullable = text.startswith(":", end)
        operator = text[end + nullable : end + nullable + 1]
        if not operator or (operator in "#%" if nullable else operator not in "+-?#%/"):
            raise LexError
        end += nullable + 1
        self.word.extend(range(position, end))
        if operator == "/" and not nullable and text.startswith("/", end):
            end += 1
        closer = "/" if operator == "/" and not nullable else "}"
        self.opened.append(_Open(closer, begin, raw=not nullable and operator in "#%/"))
        outermost = self.opened[1]
        del self.word[: outermost.begin]
        outermost.begin = 0
        return end

    def _close(self, position: int) -> None:
        innermost = self.opened[-1]
        closer = innermost.closer
        if closer != '"' or self.raw:
            self.word.append(position)
        if closer == "/":
            innermost.closer = "}"
            return
        self.opened.pop()
        if closer == "}" and len(self.opened) == 1:
            value = self.word[innermost.begin :]
            del self.word[innermost.begin :]
            for index in value:
                self._add(index, splits=True)

    def _add(self, position: int, *, splits: bool) -> None:
        if splits and self.text[position] in SPACE:
            self._end_word()
        else:
            self.word.append(position)

    def _end_word(self) -> None:
        word = self.word
        if word:
            self.words.append(("".join([self.text[index] for index in word]), word[0], word[-1] + 1))
            self.word = []


def _name_end(text: str, position: int) -> int:
    if position < len(text) and text[position].isdecimal():
        while position < len(text) and text[position].isdecimal():
            position += 1
        return position
    if position < len(text) and text[position] in _SPECIAL:
        return position + 1
    while position < len(text) and is_name_character(text[position]):
        position += 1
    return position
