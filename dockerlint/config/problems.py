"""What is wrong with a configuration, and where."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Problem:
    """One thing wrong in one configuration file; `line` and `column` count from 1, columns in characters."""

    __slots__ = ("column", "line", "message", "path")

    def __init__(self, path: str, line: int, column: int, message: str) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class TooManyProblemsError(Exception):
    """Ends the reading of a file that has more problems than anybody reads."""


class ConfigError(Exception):
    """A configuration that cannot be used; `problems` holds everything that was found wrong, in file order.

    The files that this configuration governs cannot be checked (exit code 2); others can.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda each: (each.path, each.line, each.column))
        super().__init__("\n".join(str(each) for each in self.problems))


def shown(text: str) -> str:
    """The text in backticks, shortened and on one line, fit for a message."""
    brief = text if len(text) <= 60 else text[:57] + "..."
    return f"`{brief}`" if brief.isprintable() else f"`{brief.encode('unicode_escape').decode()}`"


def nearest(wrong: str, known: Iterable[str]) -> str:
    """The clause that suggests the closest known name, or nothing where none is close."""
    from difflib import get_close_matches

    names = {_folded(each): each for each in known}
    close = get_close_matches(_folded(wrong), names, n=1)
    return f"; did you mean {shown(names[close[0]])}?" if close else ""


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")
