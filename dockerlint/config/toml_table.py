"""The table `[tool.dockerlint]` of a `pyproject.toml`, as a tree of values that know their place.

tomllib reads the file and says nothing of places. So a second walk over the text finds them, which may be
short, because it trusts that the text is valid TOML.
"""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.config.document import DEEPEST, Node, place_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.config.document import Place, Report

    Path = tuple[str | int, ...]

TABLE: Path = ("tool", "dockerlint")
MOST_DOTS = 100


def read_toml(text: str, report: Report) -> Node | None:
    """Our table in a TOML text; None where there is none, and after a problem with the text."""
    import tomllib

    # tomllib's memory grows with the square of the parts of a dotted key.
    pieces = text.translate(dict.fromkeys(map(ord, "=,[]{}"), "\n")).split("\n")
    longest = max(pieces, key=lambda piece: piece.count("."))
    if longest.count(".") > MOST_DOTS:
        report(place_at(text[: text.index(longest)]), f"more than {MOST_DOTS} dots in one key or text")
        return None
    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        report(_place_in(place, text), f"not valid TOML: {message[:1].lower()}{message[1:]}")
        return None
    except (ValueError, RecursionError):
        report((1, 1), "not readable TOML: a number or a nesting without measure")
        return None
    table = tool.get("dockerlint") if isinstance(tool, dict) else None
    return None if table is None else _Walk(text).node(table, TABLE, report)


def _place_in(clause: str, text: str) -> Place:
    """The place in tomllib's clause "line 3, column 5)" or "end of document)"."""
    numbers = [int(word) for word in clause.replace(",", " ").replace(")", " ").split() if word.isdigit()]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else place_at(text)


class _Walk:
    """Where each key and each value of a valid TOML text starts, and how each scalar is written."""

    __slots__ = ("_arrays", "_at", "_keys", "_lines", "_text", "_values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._keys: dict[Path, int] = {}
        self._values: dict[Path, tuple[int, int]] = {}
        self._arrays: dict[Path, int] = {}  # the last index of each array of tables
        self._lines = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
        table: Path = ()
        while self._skip():
            if text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def node(self, value: object, path: Path, report: Report) -> Node:
        """The value that tomllib found at a path, with the places found here."""
        start, end = self._values.get(path) or (self._keys.get(path, 0), 0)
        node = Node(None, self._place(start), self._text[start:end])
        if len(path) > DEEPEST:
            report(node.place, f"nested deeper than {DEEPEST} levels")
        elif isinstance(value, dict):
            node.value = {key: self.node(each, (*path, key), report) for key, each in value.items()}
            node.keys = {key: self._place(self._keys.get((*path, key), start)) for key in value}
        elif isinstance(value, list):
            node.value = [self.node(each, (*path, index), report) for index, each in enumerate(value)]
        elif isinstance(value, str):
            node.value = node.text = value
        else:
            # A date has no use here but as the text that it is.
            node.value = value if isinstance(value, bool | int | float) else node.text
        return node

    def _place(self, offset: int) -> Place:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _skip(self) -> bool:
        """Passes blanks, line ends and comments; False at the end of the text."""
        while self._at < len(self._text):
            character = self._text[self._at]
            if character == "#":
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif character in " \t\r\n":
                self._at += 1
            else:
                return True
        return False

    def _header(self) -> Path:
        start = self._at
        brackets = 2 if self._text.startswith("[[", start) else 1
        self._at += brackets
        path: Path = ()
        names = self._key()
        for name, offset in names:
            path = (*path, name)
            self._keys.setdefault(path, offset)
            if brackets == 2 and offset == names[-1][1]:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
        self._values.setdefault(path, (start, start))
        self._at += brackets
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for name, offset in self._key():
            path = (*path, name)
            self._keys.setdefault(path, offset)
        self._at += 1
        self._skip()
        self._value(path)

    def _key(self) -> list[tuple[str, int]]:
        """The names of a dotted key with their offsets, as far as anybody may nest; stops at `=` or `]`."""
        import tomllib

        names = []
        while True:
            self._skip()
            start = self._at
            if self._text[start] in "\"'":
                self._at = self._end_of_text(start)
                name = str(tomllib.loads("key = " + self._text[start : self._at])["key"])
            else:
                while self._text[self._at] not in " \t.=]":
                    self._at += 1
                name = self._text[start : self._at]
            names.append((name, start))
            self._skip()
            if self._text[self._at] != ".":
                return names[: DEEPEST + 1]
            self._at += 1

    def _value(self, path: Path) -> None:
        text, start = self._text, self._at
        if text[start] in "\"'":
            self._at = self._end_of_text(start)
        elif text[start] in "[{":
            self._at += 1
            index = 0
            while self._skip() and text[self._at] not in "]}":
                if text[start] == "[":
                    self._value((*path, index))
                    index += 1
                else:
                    self._pair(path)
                self._skip()
                self._at += text[self._at] == ","
            self._at += 1
        else:
            while self._at < len(text) and text[self._at] not in ",]}#\r\n":
                self._at += 1
            end = start + len(text[start : self._at].rstrip())
            self._values[path] = (start, end)
            return
        self._values[path] = (start, self._at)

    def _end_of_text(self, at: int) -> int:
        """The offset behind the quoted text that starts here."""
        text, quote = self._text, self._text[at]
        closing = quote * 3 if text.startswith(quote * 3, at) else quote
        at += len(closing)
        while not text.startswith(closing, at):
            at += 2 if text[at] == "\\" and quote == '"' else 1
        at += len(closing)
        if len(closing) == 3:  # up to two quotes of the content may touch the closing ones
            at += 2 if text.startswith(quote * 2, at) else text.startswith(quote, at)
        return at
