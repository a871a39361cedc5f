"""The JSON (exec) form of an instruction's arguments, read as Go's encoding/json reads it, with spans."""

from __future__ import annotations

from dockerlint.syntax.text import LogicalLine, Word, go_decoded

_SPACE = " \t\r\n"
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HEX = "0123456789abcdefABCDEF"
_DIGITS = "0123456789"
_INFINITY = float("inf")
_MAX_DEPTH = 10_000  # encoding/json refuses deeper nesting


class JsonArray:
    """An array at the start of the arguments.

    `strings` is None where an element is something else than a string: Docker refuses such an instruction. `last` is
    the index behind the closing bracket; text behind it was ignored up to BuildKit 0.12 and makes newer releases fall
    back to the shell form.
    """

    __slots__ = ("last", "strings")

    def __init__(self, strings: list[Word] | None, last: int) -> None:
        self.strings = strings
        self.last = last


def read_array(line: LogicalLine, first: int, last: int) -> JsonArray | None:
    """Read the array that begins at `first`; None where there is no valid JSON array: Docker takes the shell form."""
    text = line.text
    if not text.startswith("[", first, last):
        return None
    strings: list[Word] = []
    only_strings = True
    position = _skip(text, first + 1, last)
    if text.startswith("]", position, last):
        return JsonArray(strings, position + 1)
    while position < last:
        if text[position] == '"':
            end = _string_end(text, position, last)
            if end < 0:
                return None
            strings.append(Word(line, position, end, _decode(text, position, end)))
        else:
            only_strings = False
            end = _value_end(text, position, last)
            if end < 0:
                return None
        position = _skip(text, end, last)
        if text.startswith("]", position, last):
            return JsonArray(strings if only_strings else None, position + 1)
        if not text.startswith(",", position, last):
            return None
        position = _skip(text, position + 1, last)
    return None


def _skip(text: str, position: int, last: int) -> int:
    while position < last and text[position] in _SPACE:
        position += 1
    return position


def _string_end(text: str, position: int, last: int) -> int:
    """Return the index behind the string that begins at `position`, or -1."""
    position += 1
    while position < last:
        character = text[position]
        if character == '"':
            return position + 1
        if character < " ":
            return -1
        if character == "\\":
            kind = text[position + 1 : position + 2] if position + 1 < last else ""
            if kind == "u":
                digits = text[position + 2 : min(position + 6, last)]
                if len(digits) < 4 or any(digit not in _HEX for digit in digits):
                    return -1
                position += 6
                continue
            if kind not in _ESCAPES:
                return -1
            position += 2
            continue
        position += 1
    return -1


def _decode(text: str, first: int, last: int) -> str:
    body = text[first + 1 : last - 1]
    if "\\" not in body:
        return go_decoded(body)
    parts = []
    position = 0
    while position < len(body):
        found = body.find("\\", position)
        if found < 0:
            parts.append(body[position:])
            break
        parts.append(body[position:found])
        kind = body[found + 1]
        if kind != "u":
            parts.append(_ESCAPES[kind])
            position = found + 2
            continue
        code = int(body[found + 2 : found + 6], 16)
        position = found + 6
        if 0xD800 <= code < 0xDC00 and body.startswith("\\u", position):
            low = int(body[position + 2 : position + 6], 16)
            if 0xDC00 <= low < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                position += 6
        parts.append(chr(code))
    return go_decoded("".join(parts))


def _value_end(text: str, position: int, last: int) -> int:
    """Return the index behind any other JSON value, or -1; nesting is followed with a stack, not by recursion."""
    closers: list[str] = []
    while True:
        position = _skip(text, position, last)
        opener = text[position : position + 1] if position < last else ""
        if opener in ("[", "{") and opener:
            if len(closers) + 1 >= _MAX_DEPTH:
                return -1
            closer = "]" if opener == "[" else "}"
            position = _skip(text, position + 1, last)
            if not text.startswith(closer, position, last):
                closers.append(closer)
                if closer == "}":
                    position = _key_end(text, position, last)
                    if position < 0:
                        return -1
                continue
            position += 1
        else:
            position = _scalar_end(text, position, last)
            if position < 0:
                return -1
        while closers:
            position = _skip(text, position, last)
            if text.startswith(closers[-1], position, last):
                closers.pop()
                position += 1
                continue
            if not text.startswith(",", position, last):
                return -1
            position += 1
            if closers[-1] == "}":
                position = _key_end(text, position, last)
                if position < 0:
                    return -1
            break
        if not closers:
            return position


def _key_end(text: str, position: int, last: int) -> int:
    position = _skip(text, position, last)
    if not text.startswith('"', position, last):
        return -1
    position = _string_end(text, position, last)
    if position < 0:
        return -1
    position = _skip(text, position, last)
    return position + 1 if text.startswith(":", position, last) else -1


def _scalar_end(text: str, position: int, last: int) -> int:
    if text.startswith('"', position, last):
        return _string_end(text, position, last)
    for literal in ("true", "false", "null"):
        if text.startswith(literal, position, last):
            return position + len(literal)
    return _number_end(text, position, last)


def _number_end(text: str, position: int, last: int) -> int:
    """Return the index behind a number, or -1; Go refuses one that is no 64-bit float."""
    begin = position
    if text.startswith("-", position, last):
        position += 1
    if text.startswith("0", position, last):
        position += 1
    else:
        position = _digits_end(text, position, last)
    if position >= 0 and text.startswith(".", position, last):
        position = _digits_end(text, position + 1, last)
    if position >= 0 and position < last and text[position] in "eE":
        position += 1
        if position < last and text[position] in "+-":
            position += 1
        position = _digits_end(text, position, last)
    if position >= 0 and abs(float(text[begin:position])) == _INFINITY:
        return -1
    return position


def _digits_end(text: str, position: int, last: int) -> int:
    """Return the index behind at least one digit, or -1."""
    begin = position
    while position < last and text[position] in _DIGITS:
        position += 1
    return position if position > begin else -1
