"""Variables in Dockerfile words: finding the references, and replacing them as BuildKit does.

Docker expands ADD, COPY, ENV, EXPOSE, FROM, LABEL, ARG, STOPSIGNAL, USER, VOLUME, WORKDIR and the flags of all; RUN,
CMD and ENTRYPOINT are left to the shell. https://docs.docker.com/reference/dockerfile/#environment-replacement
"""

from __future__ import annotations

from dockerlint.syntax.text import is_name_character

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_SPECIAL = "@*#?-$!0"
# BuildKit has no limit; nobody nests this deep, and our own reading must not end in a RecursionError.
_MAX_DEPTH = 50


class ExpansionError(Exception):
    """A substitution that BuildKit refuses; `position` is an index in the text."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Reference:
    """`$name`, `${name}` or `${name<operator>operand}` in a text; `first` and `last` are indices in it."""

    __slots__ = ("first", "last", "name", "operand", "operator")

    def __init__(self, name: str, operator: str, operand: str, first: int, last: int) -> None:
        self.name = name
        self.operator = operator  # "", "-", ":-", "+", ":+", "?", ":?", "#", "##", "%", "%%", "/" or "//"
        self.operand = operand  # as written
        self.first = first
        self.last = last

    @property
    def has_default(self) -> bool:
        """Whether it stands for something even where the variable is not set."""
        return self.operator in ("-", ":-", "+", ":+")

    def __repr__(self) -> str:
        return f"Reference({self.name!r}, {self.operator!r}, {self.operand!r}, {self.first}, {self.last})"


def references(text: str, escape: str = "\\") -> list[Reference]:
    """Return the variable references of a text in order, those inside operands included.

    Quotes and escapes count as in `expand`. A broken substitution ends the search: what stands before it is returned.
    """
    if "$" not in text:
        return []
    found: list[Reference] = []
    try:  # noqa: SIM105  # contextlib is no module of the check path
        _Reader(text, escape, None, found).run()
    except ExpansionError:
        pass
    found.sort(key=lambda reference: reference.first)
    return found


def expand(text: str, lookup: Callable[[str], str | None], escape: str = "\\") -> str:
    """Return the text with variables replaced and quotes and escapes taken away.

    `lookup` gives a variable's value, or None where it is not set; an unset variable without a default becomes the
    empty string. Raises ExpansionError for a syntax that BuildKit refuses, and for `${name:?message}` without a value.
    """
    if "$" not in text and "'" not in text and '"' not in text and escape not in text:
        return text
    return _Reader(text, escape, lookup, None).run()


class _Reader:
    """One left-to-right pass over a text, after BuildKit's shell lexer."""

    __slots__ = ("depth", "escape", "found", "lookup", "position", "text")

    def __init__(
        self, text: str, escape: str, lookup: Callable[[str], str | None] | None, found: list[Reference] | None
    ) -> None:
        self.text = text
        self.escape = escape
        self.lookup = lookup
        self.found = found
        self.position = 0
        self.depth = 0

    def run(self, stop: str = "", *, raw: bool = False, pattern: bool = False) -> str:
        """Read up to `stop` (which is consumed) or, without one, to the end.

        `raw` keeps escapes; `pattern` also doubles those inside quotes, for the result is read once more as a pattern.
        """
        text = self.text
        parts: list[str] = []
        while self.position < len(text):
            character = text[self.position]
            if character == stop:
                self.position += 1
                return "".join(parts)
            if character == "'":
                inner = self._single_quoted()
                parts.append(inner.replace(self.escape, self.escape * 2) if pattern else inner)
            elif character == '"':
                parts.append(self._double_quoted(raw=raw))
            elif character == "$":
                parts.append(self._dollar())
            elif character == self.escape:
                if raw:
                    parts.append(character)
                parts.append(text[self.position + 1 : self.position + 2])
                self.position += 2
            else:
                parts.append(character)
                self.position += 1
        if stop:
            raise ExpansionError(f"missing `{stop}`", len(text))
        return "".join(parts)

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.position + 1)
        if end < 0:
            raise ExpansionError("missing single quote", self.position)
        inner = self.text[self.position + 1 : end]
        self.position = end + 1
        return inner

    def _double_quoted(self, *, raw: bool) -> str:
        text = self.text
        begin = self.position
        self.position += 1
        parts: list[str] = []
        while self.position < len(text):
            character = text[self.position]
            if character == '"':
                self.position += 1
                return "".join(parts)
            if character == "$":
                parts.append(self._dollar())
                continue
            self.position += 1
            if character == self.escape:
                if raw:
                    parts.append(character)
                following = text[self.position : self.position + 1]
                if not following:
                    break
                if following in ('"', "$", self.escape):
                    character = following
                    self.position += 1
            parts.append(character)
        raise ExpansionError("missing double quote", begin)

    def _dollar(self) -> str:
        text = self.text
        begin = self.position
        self.position += 1
        if not text.startswith("{", self.position):
            name = self._name()
            if not name:
                return "$"
            return self._replace(Reference(name, "", "", begin, self.position), "")
        self.position += 1
        following = text[self.position : self.position + 1]
        if not following:
            raise ExpansionError("missing `}`", begin)
        if following in "{}:":
            raise ExpansionError("bad substitution", begin)
        name = self._name()
        operator = self._operator(begin)
        if operator == "}":
            return self._replace(Reference(name, "", "", begin, self.position), "")
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise ExpansionError("substitutions are nested too deep", begin)
        operand_begin = self.position
        pattern = ""
        if operator[0] == "/":
            pattern = self.run("/", raw=True, pattern=True)
        word = self.run("}", raw=operator[0] in "/#%", pattern=operator[0] in "#%")
        self.depth -= 1
        reference = Reference(name, operator, text[operand_begin : self.position - 1], begin, self.position)
        return self._replace(reference, word, pattern)

    def _operator(self, begin: int) -> str:
        """Consume what follows the name."""
        text = self.text
        first = text[self.position : self.position + 1]
        if not first:
            raise ExpansionError("missing `}`", begin)
        if first == ":":
            operator = text[self.position : self.position + 2]
            if operator not in (":-", ":+", ":?"):
                raise ExpansionError(f"unsupported modifier `{operator}` in substitution", begin)
        elif first in "#%/":
            operator = first * 2 if text.startswith(first * 2, self.position) else first
        elif first in "}-+?":
            operator = first
        else:
            raise ExpansionError(f"unsupported modifier `{first}` in substitution", begin)
        self.position += len(operator)
        return operator

    def _name(self) -> str:
        text = self.text
        begin = self.position
        first = text[begin : begin + 1]
        if first.isdecimal():
            while text[self.position : self.position + 1].isdecimal():
                self.position += 1
        elif first and first in _SPECIAL:
            self.position += 1
        else:
            while self.position < len(text) and is_name_character(text[self.position]):
                self.position += 1
        return text[begin : self.position]

    def _replace(self, reference: Reference, word: str, pattern: str = "") -> str:
        if self.found is not None:
            self.found.append(reference)
        value = self.lookup(reference.name) if self.lookup else ""
        operator = reference.operator
        missing = value is None or (operator.startswith(":") and value == "")
        if operator in ("-", ":-"):
            return word if missing else value or ""
        if operator in ("+", ":+"):
            return "" if missing else word
        if operator in ("?", ":?"):
            if missing and self.lookup:
                raise ExpansionError(f"{reference.name}: {word or 'is not set'}", reference.first)
            return value or ""
        value = value or ""
        if not operator or not self.lookup:
            return value
        try:
            if operator[0] == "/":
                # BuildKit lets Go's regexp package read `$name` in the replacement of `//`; here it stays as it is.
                return _substitute(value, pattern, word, everywhere=operator == "//")
            longest = len(operator) == 2
            if not longest and word[:1] == operator:
                # BuildKit looks for the second sign behind quotes and variables too.
                longest = True
                word = word[1:]
            return _trim(value, word, prefix=operator[0] == "#", longest=longest)
        except ValueError as problem:
            message = f"invalid escape `\\{problem}` in the pattern of `{reference.name}`"
            raise ExpansionError(message, reference.first) from None


def _trim(value: str, pattern: str, *, prefix: bool, longest: bool) -> str:
    """Take the shortest or longest match of a pattern from the front or the back. Raises ValueError like _pieces."""
    pieces = _pieces(pattern)
    if prefix:
        end = _match_end(pieces, value, 0, longest=longest)
        return value if end < 0 else value[end:]
    pieces = [piece[::-1] for piece in reversed(pieces)]
    end = _match_end(pieces, value[::-1], 0, longest=longest)
    return value if end < 0 else value[: len(value) - end]


def _substitute(value: str, pattern: str, replacement: str, *, everywhere: bool) -> str:
    """Replace the first or every longest match of a shell pattern. Raises ValueError like _pieces."""
    pieces = _pieces(pattern)
    parts = []
    done = 0  # what stands before is in `parts`
    position = 0
    while position <= len(value):
        begin = _find(pieces[0], value, position)
        end = _match_end(pieces, value, begin, longest=True) if begin >= 0 else -1
        if end < 0:
            break
        parts.append(value[done:begin])
        # An empty match right behind another one does not count.
        if end > done or not begin:
            parts.append(replacement)
        done = end
        position = max(end, position + 1)
        if not everywhere:
            break
    parts.append(value[done:])
    return "".join(parts)


def _pieces(pattern: str) -> list[list[str]]:
    """Return the characters between the stars of a shell pattern, `?` as the empty string.

    The escape is a backslash whatever the directive says. Raises ValueError for one that BuildKit refuses. One at the
    very end (out of a variable, or where the directive names a backtick) is refused for `%` too; BuildKit reverses
    the pattern first and sees it in front.
    """
    pieces: list[list[str]] = [[]]
    escaped = False
    for character in pattern:
        if escaped:
            if character not in "*?\\}/":
                raise ValueError(character)
            pieces[-1].append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            pieces.append([])
        else:
            pieces[-1].append("" if character == "?" else character)
    if escaped:
        raise ValueError("")
    return pieces


def _match_end(pieces: list[list[str]], text: str, begin: int, *, longest: bool) -> int:
    """Return where the shortest or longest match from `begin` on ends, or -1.

    Taking the first place for every piece but the last leaves the last one all places it can have: no backtracking.
    """
    if not _fits(pieces[0], text, begin):
        return -1
    position = begin + len(pieces[0])
    for piece in pieces[1:-1]:
        position = _find(piece, text, position)
        if position < 0:
            return -1
        position += len(piece)
    if len(pieces) > 1:
        position = _find(pieces[-1], text, position, last=longest)
        if position >= 0:
            position += len(pieces[-1])
    return position


def _find(piece: list[str], text: str, position: int, *, last: bool = False) -> int:
    """Return the first or last place of a piece from `position` on, or -1."""
    if "" not in piece:
        return (text.rfind if last else text.find)("".join(piece), position)
    places = range(position, len(text) - len(piece) + 1)
    for place in reversed(places) if last else places:
        if _fits(piece, text, place):
            return place
    return -1


def _fits(piece: list[str], text: str, position: int) -> bool:
    return position + len(piece) <= len(text) and all(
        not character or text[position + index] == character for index, character in enumerate(piece)
    )
