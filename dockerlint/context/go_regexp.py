r"""The Go regular expressions that BuildKit makes of ignore patterns, matched in linear time.

Only what such an expression can hold is read (package regexp/syntax with Perl's flags): alternatives of
sequences of characters, classes, assertions and `(.*/)?`, repeated at most once each. Two things are out of
reach: scripts (`\p{Greek}`), and repetitions of repetitions, which take an empty `\Q\E` between them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    Ranges = list[tuple[int, int]]

_LAST_CODE: Final = 0x10FFFF
# States of one expression: `{1000}` is the most that Go repeats, but it may stand there often.
_MAX_STATES: Final = 100_000
# States in the positions that one expression remembers; a hostile one has exponentially many positions.
_MAX_REMEMBERED: Final = 50_000


class CharSet:
    """Code points, as inclusive ranges and Unicode general categories."""

    __slots__ = ("categories", "negated", "ranges")

    def __init__(self, ranges: Ranges, *, negated: bool = False, categories: tuple[tuple[str, bool], ...] = ()) -> None:
        self.ranges = ranges
        self.negated = negated
        self.categories = categories  # (start of its name, whether it or everything else is meant)

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        found = any(low <= code <= high for low, high in self.ranges)
        if self.categories and not found:
            from unicodedata import category

            found = any(category(character).startswith(name) == meant for name, meant in self.categories)
        return found != self.negated


# Assertions: what must hold between two characters.
_ALWAYS: Final = 0
_AT_START: Final = 1
_AT_END: Final = 2
_WORD_BOUNDARY: Final = 3
_NO_WORD_BOUNDARY: Final = 4

# What stands on one side of a position.
_EDGE: Final = 0
_WORD: Final = 1
_OTHER: Final = 2

_FINAL: Final = 0
_START: Final = 1


class Automaton:
    """A nondeterministic automaton for an expression, made deterministic as far as texts need it.

    State `i` reads a character of `reads[i]` into state `target[i]`, and goes to each state of `skips[i]`
    without reading one where its assertion holds. The states that a text can be in at one position are a
    `_Position`, which remembers where characters lead from it; the empty string stands for the end of the
    text. Raises `ValueError` where Go does not accept the expression.
    """

    __slots__ = ("_positions", "_reads", "_remembered", "_skips", "_target", "head", "tail")

    def __init__(self, expression: str) -> None:
        self._reads: list[CharSet | None] = []
        self._target: list[int] = []
        self._skips: list[tuple[tuple[int, int], ...]] = []
        self._positions: dict[tuple[frozenset[int], int], _Position] = {}
        self._remembered = 0
        branches = _Parser(_as_go_reads(expression)).branches()
        anchored = all(branch and branch[0].is_anchor(_AT_START) for branch in branches)
        # A match may begin and end anywhere where no assertion forbids it.
        self._add(_ALL, _FINAL)
        self._add(None if anchored else _ALL, _START)
        for branch in branches:
            self._skips[_START] += ((_ALWAYS, len(self._reads)),)
            for term in branch:
                self._add_term(term)
            self._add(None, _FINAL, (_ALWAYS, _FINAL))
        # Literal characters at both ends, for a quick no.
        self.head = self.tail = ""
        if len(branches) == 1:
            if anchored:
                self.head = _literals(branches[0][1:])
            if branches[0][-1].is_anchor(_AT_END):
                self.tail = _literals(branches[0][-2::-1])[::-1]

    def _add_term(self, term: _Term) -> None:
        here = len(self._reads)
        if term.literal and not term.is_repeated:
            self._add(term.characters, here + 1)
            return
        if term.is_group:
            self._add(None, here, (_ALWAYS, here + 1), (_ALWAYS, here + 3))
            self._add(_NO_NEWLINE, here + 1, (_ALWAYS, here + 2))
            self._add(_SLASH, here + 3)
            return
        for optional in [False] * term.least + [True] * ((term.most or term.least) - term.least):
            here = len(self._reads)
            skips = [(_ALWAYS, here + 1)] if optional else []
            if term.characters is None:
                skips.append((term.assertion, here + 1))
            self._add(term.characters, here + 1, *skips)
        if term.most is None:
            here = len(self._reads)
            self._add(term.characters, here, (_ALWAYS, here + 1))

    def _add(self, reads: CharSet | None, target: int, *skips: tuple[int, int]) -> None:
        if target > _MAX_STATES:
            raise ValueError("the pattern repeats too much")
        self._reads.append(reads)
        self._target.append(target)
        self._skips.append(skips)

    def matches(self, text: str) -> bool:
        """Tell whether the expression matches somewhere in the text."""
        if not (text.endswith(self.tail) and text.startswith(self.head)):
            return False
        position = self._position(frozenset((_START,)), _EDGE)
        for character in _as_go_reads(text):
            following = position.after.get(character)
            if following is None:
                following = self._read(position, character)
            if not following.states:
                return False
            position = following
        return _FINAL in self._reach(position, "")

    def _position(self, states: frozenset[int], before: int) -> _Position:
        found = self._positions.get((states, before))
        if found is None:
            if self._remembered > _MAX_REMEMBERED:
                self._positions.clear()
                self._remembered = 0
            self._remembered += len(states) + 1
            found = self._positions[states, before] = _Position(states, before)
        return found

    def _read(self, position: _Position, character: str) -> _Position:
        following = set()
        for state in self._reach(position, character):
            reads = self._reads[state]
            if reads is not None and character in reads:
                following.add(self._target[state])
        found = position.after[character] = self._position(frozenset(following), _kind(character))
        return found

    def _reach(self, position: _Position, character: str) -> set[int]:
        """Return all states of a position, given the character behind it, which assertions want to know."""
        after = _kind(character)
        pending = list(position.states)
        reached: set[int] = set()
        while pending:
            state = pending.pop()
            if state in reached:
                continue
            reached.add(state)
            for assertion, target in self._skips[state]:
                if _holds(assertion, position.before, after):
                    pending.append(target)
        return reached


class _Position:
    """Where a text stands: the states it may be in, and what kind of character is before it."""

    __slots__ = ("after", "before", "states")

    def __init__(self, states: frozenset[int], before: int) -> None:
        self.states = states  # without those that only skips reach; none at a dead end
        self.before = before
        self.after: dict[str, _Position] = {}


def _kind(character: str) -> int:
    if not character:
        return _EDGE
    return _WORD if character.isascii() and (character.isalnum() or character == "_") else _OTHER


def _holds(assertion: int, before: int, after: int) -> bool:
    if assertion == _AT_START:
        return before == _EDGE
    if assertion == _AT_END:
        return after == _EDGE
    if assertion == _WORD_BOUNDARY:
        return (before == _WORD) != (after == _WORD)
    if assertion == _NO_WORD_BOUNDARY:
        return (before == _WORD) == (after == _WORD)
    return True


def _as_go_reads(text: str) -> str:
    """Replace bytes that are not UTF-8: Go's expressions see each as the replacement character."""
    if text.isascii():
        return text
    return "".join("\ufffd" if 0xDC80 <= ord(character) <= 0xDCFF else character for character in text)


class _Term:
    """A piece of an expression: characters to read, an assertion or `(.*/)?`, and how often."""

    __slots__ = ("assertion", "characters", "is_group", "least", "literal", "most")

    def __init__(
        self,
        characters: CharSet | None,
        assertion: int = _ALWAYS,
        *,
        literal: str = "",
        is_group: bool = False,
    ) -> None:
        self.characters = characters
        self.assertion = assertion
        self.literal = literal  # the character where only one will do
        self.is_group = is_group
        self.least = 1
        self.most: int | None = 1

    @property
    def is_repeated(self) -> bool:
        return self.is_group or (self.least, self.most) != (1, 1)

    def is_anchor(self, assertion: int) -> bool:
        return self.assertion == assertion and self.least > 0


def _literals(terms: list[_Term]) -> str:
    """Join the literal characters before the first term of another kind, or one for any bad byte."""
    found = ""
    for term in terms:
        if term.literal in ("", "\ufffd") or term.is_repeated:
            break
        found += term.literal
    return found


_ALL: Final = CharSet([(0, _LAST_CODE)])
_NO_NEWLINE: Final = CharSet([(10, 10)], negated=True)
_SLASH: Final = CharSet([(47, 47)])

# What does not stand for itself in a translated pattern.
_SPECIAL: Final = "\\[^$(.{"
_ASSERTIONS: Final = {
    "^": _AT_START,
    "$": _AT_END,
    "\\A": _AT_START,
    "\\z": _AT_END,
    "\\b": _WORD_BOUNDARY,
    "\\B": _NO_WORD_BOUNDARY,
}
_CONTROL: Final = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_DIGITS: Final = "0123456789"
_HEXADECIMAL: Final = "0123456789abcdefABCDEF"
# Named classes, as first and last characters of ranges; Go's are ASCII.
_PERL: Final = {"d": "09", "s": "\t\n\f\r  ", "w": "09AZ__az"}
_POSIX: Final = {
    "alnum": "09AZaz",
    "alpha": "AZaz",
    "ascii": "\0\x7f",
    "blank": "\t\t  ",
    "cntrl": "\0\x1f\x7f\x7f",
    "digit": "09",
    "graph": "!~",
    "lower": "az",
    "print": " ~",
    "punct": "!/:@[`{~",
    "space": "\t\r  ",
    "upper": "AZ",
    "word": "09AZ__az",
    "xdigit": "09AFaf",
}
# Unicode's general categories, and their groups by first letter.
_CATEGORIES: Final = (
    *("C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn"),
    *("N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps"),
    *("S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs"),
)


class _Parser:
    """Reads an expression; one method for each construct, each leaving the index behind what it read."""

    __slots__ = ("_index", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._index = 0

    def branches(self) -> list[list[_Term]]:
        found: list[list[_Term]] = [[]]
        while self._index < len(self._text):
            if self._take("|"):
                found.append([])
            else:
                self._read_term(found[-1])
        return found

    def _read_term(self, terms: list[_Term]) -> None:
        if self._text[self._index] not in _SPECIAL:
            terms.append(_literal(ord(self._next())))
            return
        assertion = _ASSERTIONS.get(self._peek(1)) or _ASSERTIONS.get(self._peek(2))
        if self._take("(.*/)?"):
            terms.append(_Term(None, is_group=True))
        elif self._take(".*"):
            terms.append(_repeated(_Term(_NO_NEWLINE), 0, None))
        elif self._take("["):
            term = _Term(self._members())
            terms.append(_repeated(term, 0, None) if self._take("*") else term)
        elif assertion:
            self._index += len(self._peek(2)) if self._peek(1) == "\\" else 1
            terms.append(_Term(None, assertion))
        elif self._take("\\Q"):
            quoted, end, _ = self._text[self._index :].partition("\\E")
            self._index += len(quoted) + len(end)
            terms.extend(_literal(ord(character)) for character in quoted)
        elif self._peek(1) == "{" and (repetition := self._repetition()):
            if not terms or terms[-1].is_repeated:
                raise ValueError("`{}` repeats nothing, or what is repeated already")
            _repeated(terms[-1], *repetition)
        else:
            named = self._named()
            terms.append(_Term(named) if named else _literal(self._character()))

    def _peek(self, count: int) -> str:
        return self._text[self._index : self._index + count]

    def _take(self, text: str) -> bool:
        if not self._text.startswith(text, self._index):
            return False
        self._index += len(text)
        return True

    def _next(self) -> str:
        self._index += 1
        return self._text[self._index - 1 : self._index]

    def _repetition(self) -> tuple[int, int | None] | None:
        """Read `{2}`, `{2,}` or `{2,3}`; everything else that begins with a brace is literal."""
        end = self._text.find("}", self._index)
        least, comma, most = self._text[self._index + 1 : end].partition(",")
        if end < 0 or not _is_number(least) or (most and not _is_number(most)):
            return None
        self._index = end + 1
        # Numbers are compared by length first: Python refuses to read very long ones.
        if len(least) > 4 or len(most) > 4 or int(least) > 1000 or (most and not int(least) <= int(most) <= 1000):
            raise ValueError("`{}` repeats too often, or fewer times than at least")
        return int(least), int(most) if most else None if comma else int(least)

    def _named(self) -> CharSet | None:
        r"""Read `\d`, `\W`, `\pL`, `\p{Lu}` and the like."""
        escape = self._peek(2)
        letter = escape[1:]
        if escape[0] != "\\" or not letter or letter not in "dDsSwWpP":
            return None
        self._index += 2
        if letter not in "pP":
            ranges = _ranges(_PERL[letter.lower()])
            return CharSet(_others(ranges) if letter.isupper() else ranges)
        name = self._next()
        meant = letter == "p"
        if name == "{":
            name, end, _ = self._text[self._index :].partition("}")
            self._index += len(name) + len(end)
            if name.startswith("^"):
                name = name[1:]
                meant = not meant
            if not end:
                name = "{" + name
        name = name.capitalize()
        if name not in _CATEGORIES:
            raise ValueError(f"`\\{letter}` with `{name}` is no class of characters")
        return CharSet([], categories=((name, meant),))

    def _members(self) -> CharSet:
        """Read a bracketed class from behind its `[`."""
        negated = self._take("^")
        ranges: Ranges = []
        categories: tuple[tuple[str, bool], ...] = ()
        first = True
        while first or not self._take("]"):
            first = False
            if self._peek(2) == "[:" and ":]" in self._text[self._index + 2 :]:
                ranges += self._posix()
                continue
            if not self._peek(1):
                raise ValueError("the character class never ends")
            named = self._named()
            if named:
                ranges += named.ranges
                categories += named.categories
                continue
            low = high = self._character()
            follows = self._peek(2)
            if len(follows) == 2 and follows[0] == "-" and follows[1] != "]":
                self._index += 1
                high = self._character()
                if high < low:
                    raise ValueError("a range in a character class ends before it begins")
            ranges.append((low, high))
        return CharSet(ranges, negated=negated, categories=categories)

    def _posix(self) -> Ranges:
        end = self._text.index(":]", self._index + 2)
        name = self._text[self._index + 2 : end]
        self._index = end + 2
        others = name.startswith("^")
        if name[others:] not in _POSIX:
            raise ValueError(f"`[:{name}:]` is no class of characters")
        ranges = _ranges(_POSIX[name[others:]])
        return _others(ranges) if others else ranges

    def _character(self) -> int:
        """Read one character, escaped or not, as its code point."""
        character = self._next()
        if character != "\\":
            return ord(character)
        escaped = self._next()
        if escaped.isascii() and escaped and not escaped.isalnum():
            return ord(escaped)
        if escaped in _CONTROL:
            return _CONTROL[escaped]
        if escaped == "x":
            return self._hexadecimal()
        if escaped == "0" or (escaped and escaped in "1234567" and self._at_octal_digit()):
            code = int(escaped)
            for _ in range(2):
                if self._at_octal_digit():
                    code = code * 8 + int(self._next())
            return code
        raise ValueError(f"`\\{escaped}` is no escape; a backslash does not separate directories")

    def _at_octal_digit(self) -> bool:
        digit = self._peek(1)
        return digit != "" and digit in "01234567"

    def _hexadecimal(self) -> int:
        if self._take("{"):
            digits, end, _ = self._text[self._index :].partition("}")
            self._index += len(digits) + len(end)
            valid = digits != "" and end != ""
        else:
            digits = self._next() + self._next()
            valid = len(digits) == 2
        if not valid or digits.strip(_HEXADECIMAL) or int(digits, 16) > _LAST_CODE:
            raise ValueError("`\\x` needs two hexadecimal digits")
        return int(digits, 16)


def _is_number(text: str) -> bool:
    """Tell whether Go takes the text for a number of repetitions: digits without a leading zero."""
    return text != "" and not text.strip(_DIGITS) and (text[0] != "0" or len(text) == 1)


def _repeated(term: _Term, least: int, most: int | None) -> _Term:
    term.least = least
    term.most = most
    return term


def _literal(code: int) -> _Term:
    return _Term(CharSet([(code, code)]), literal=chr(code))


def _ranges(ends: str) -> Ranges:
    return [(ord(low), ord(high)) for low, high in zip(ends[::2], ends[1::2], strict=True)]


def _others(ranges: Ranges) -> Ranges:
    """Return the code points outside ascending ranges."""
    found: Ranges = []
    start = 0
    for low, high in ranges:
        found.append((start, low - 1))
        start = high + 1
    found.append((start, _LAST_CODE))
    return found
