"""What Git ignores: `.gitignore` in each folder and `.git/info/exclude`, with Git's meaning (gitignore(5)).

The user's own ignore file is left out, so that a check finds the same files on every machine.
"""

from __future__ import annotations

import os
import re

_CLASSES = {
    "alnum": r"0-9A-Za-z",
    "alpha": r"A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": r"0-9",
    "graph": r"\x21-\x7e",
    "lower": r"a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r" \t\n\v\f\r",
    "upper": r"A-Z",
    "xdigit": r"0-9A-Fa-f",
}


class IgnoreRules:
    """The ignore file of a folder, on top of those of the folders above it, which it overrules."""

    __slots__ = ("_above", "_folder", "_negated", "_pattern")

    def __init__(self, folder: str, above: IgnoreRules | None) -> None:
        self._folder = os.path.join(folder, "")
        self._above = above
        lines = _lines(os.path.join(folder, ".git", "info", "exclude")) if above is None else []
        lines += _lines(os.path.join(folder, ".gitignore"))
        self._pattern, self._negated = compile_lines(lines)

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether Git ignores what has this absolute path, in a folder that is not ignored itself."""
        relative = _by_bytes(os.fsencode(path[len(self._folder) :].replace(os.sep, "/")))
        match = self._pattern.fullmatch(relative + "/" if is_folder else relative)
        if match is not None and match.lastindex is not None:
            return not self._negated[match.lastindex - 1]
        return self._above is not None and self._above.ignores(path, is_folder=is_folder)


def _lines(path: str) -> list[str]:
    try:
        with open(path, "rb") as file:
            data = file.read(1 << 20)
    except OSError:
        return []
    return _by_bytes(data.removeprefix(b"\xef\xbb\xbf")).split("\n")


def _by_bytes(data: bytes) -> str:
    """Return text in which each character is a byte: `?` and sets match one byte in Git, not a character."""
    return data.decode("latin-1")


def compile_lines(lines: list[str]) -> tuple[re.Pattern[str], list[bool]]:
    """Return one expression for all lines, and of each of its groups whether it stands for a negated line.

    The last line that matches decides, so the groups are in reverse order. A folder's path ends in a slash.
    """
    groups: list[str] = []
    negated: list[bool] = []
    for line in reversed(lines):
        text = _stripped(line.removesuffix("\r"))
        is_negated = text.startswith("!")
        expression = _expression(text[is_negated:]) if text and text[0] != "#" else None
        if expression is not None:
            groups.append(f"({expression})")
            negated.append(is_negated)
    return re.compile("|".join(groups), re.DOTALL), negated


def _stripped(line: str) -> str:
    """Drop the spaces at the end of a line that no backslash protects."""
    end = len(line)
    while end and line[end - 1] == " ":
        end -= 1
    backslashes = end - len(line[:end].rstrip("\\"))
    return line[: end + 1] if backslashes % 2 and end < len(line) else line[:end]


def _expression(pattern: str) -> str | None:
    """Return the expression of a pattern; None where it can match nothing."""
    folders_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    anchored = "/" in pattern
    pattern = pattern.removeprefix("/")
    if not pattern:
        return None
    names = _names(pattern)
    if not anchored:
        names.insert(0, "**")
    if names[-1] == "**":
        names.append("*")  # `a/**` is what lies in a
    # Between two `**` the names are looked for where they come first and never again: a later place could
    # match no more, and trying it would make the time explode.
    runs: list[list[str]] = [[]]
    for name in names:
        if name == "**":
            runs.append([])
        else:
            translated = _name(name)
            if translated is None:
                return None
            runs[-1].append(translated)
    expression = "".join(f"{name}/" for name in runs[0])
    for run in runs[1:-1]:
        if run:
            expression += f"(?>(?:[^/]+/)*?{''.join(f'{name}/' for name in run)})"
    if len(runs) > 1:
        expression += "(?:[^/]+/)*" + "".join(f"{name}/" for name in runs[-1])
    return expression if folders_only else f"{expression}?"


def _names(pattern: str) -> list[str]:
    """Split a pattern at its slashes, but for those in sets."""
    names = []
    start = at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "/":
            names.append(pattern[start : at - 1])
            start = at
        elif character == "\\":
            at += 1
        elif character == "[":
            found = _set(pattern, at)
            at = found[1] if found else at
    return [*names, pattern[start:]]


def _name(name: str) -> str | None:
    """Return the expression of a name in a pattern, with the same care for its asterisks."""
    parts: list[str] = [""]
    at = 0
    while at < len(name):
        character = name[at]
        at += 1
        if character == "*":
            parts.append("")
        elif character == "?":
            parts[-1] += "[^/]"
        elif character == "[":
            found = _set(name, at)
            if found is None:
                return None
            expression, at = found
            parts[-1] += expression
        elif character == "\\":
            if at == len(name):
                return None
            parts[-1] += re.escape(name[at])
            at += 1
        else:
            parts[-1] += re.escape(character)
    if len(parts) == 1:
        return parts[0]
    if not any(parts):
        return "[^/]+"
    middle = "".join(f"(?>[^/]*?{part})" for part in parts[1:-1] if part)
    return f"{parts[0]}{middle}[^/]*{parts[-1]}"


def _set(name: str, at: int) -> tuple[str, int] | None:
    """Return the expression of a set that opened before `at` and where it ends; None if it never does."""
    negated = name[at : at + 1] in ("!", "^")
    at += negated
    start = at
    members = ""
    while at < len(name) and (name[at] != "]" or at == start):
        if name.startswith("[:", at) and (end := name.find(":]", at)) > 0:
            if name[at + 2 : end] not in _CLASSES:
                return None
            members += _CLASSES[name[at + 2 : end]]
            at = end + 2
            continue
        low, at = _member(name, at)
        high = low
        if name.startswith("-", at) and name[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(name, at + 1)
        if low <= high:
            members += f"{re.escape(low)}-{re.escape(high)}"
    if at >= len(name):
        return None
    if not members:
        return ("[^/]" if negated else "(?!)"), at + 1
    return f"(?!/)[{'^' if negated else ''}{members}]", at + 1


def _member(name: str, at: int) -> tuple[str, int]:
    if name[at] == "\\" and at + 1 < len(name):
        at += 1
    return name[at], at + 1
