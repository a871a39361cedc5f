"""What a reading of a script leaves for the next one, after a change: commands that stand there word for word."""

from __future__ import annotations

from dockerlint.syntax.text import same_end, same_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Tree

    from dockerlint.shell.vocabulary import Command
    from dockerlint.syntax.text import LogicalLine

    # The commands of a reading by the place where each begins, with the place behind it.
    Places = dict[int, tuple[int, Command]]

# What ends a command takes so many characters: `&` does, and `&>` does not.
_AHEAD = 2


class Reading:
    """The latest reading of a script. Commands are moved from it into the next one, so each can be taken once.

    Those are kept that their own text makes what they are: others rest on the marks of the grammar, or on how deep
    they stand. Where they stand (context, scope, what is around) is told anew.
    """

    __slots__ = (
        "_before",
        "_distance",
        "_head",
        "_is_plain",
        "_line",
        "_now",
        "_span",
        "_tail",
        "_was_plain",
        "source",
        "tree",
    )

    def __init__(self) -> None:
        self._line: LogicalLine | None = None
        self._span = (0, 0)
        self._is_plain = self._was_plain = False
        self._now: Places = {}
        self._before: Places = {}
        # Up to the head's end the text is the same, and from the tail's start on, as it was before, at a distance.
        self._head = self._tail = self._distance = 0
        self.source = ""  # what the grammar has parsed
        self.tree: Tree | None = None  # and its tree, where it had nothing to object

    def begin(self, line: LogicalLine, first: int, last: int, *, is_plain: bool) -> None:
        """Begin to read a script, or begin again: as a plain one at first."""
        if line is not self._line:
            self._compare(line, first, last)
            self._before, self._was_plain = self._now, self._is_plain
        self._now, self._is_plain = {}, is_plain

    def _compare(self, line: LogicalLine, first: int, last: int) -> None:
        before, self._line = self._line, line
        old_first, old_last = self._span
        self._span = first, last
        self._distance = last - old_last
        if before is None or first != old_first:
            self._now = {}
            return
        old, new = before.text[:old_last], line.text[:last]
        self._head = same_start(old, new)
        self._tail = old_last - same_end(old, new, self._head)

    def take(self, place: int) -> tuple[int, Command] | None:
        """Return the command at a place if it is one of the last reading, with where it ends."""
        # A plain script is read the same either way. With marks, more is taken for a command.
        if self._is_plain and not self._was_plain:
            return None
        distance = 0
        known = self._before.get(place)
        if known is None or known[0] + _AHEAD > self._head:
            distance = self._distance
            # What stands in front tells whether `#` begins a comment.
            if place - distance <= self._tail:
                return None
            known = self._before.get(place - distance)
            if known is None:
                return None
        end, command = known
        del self._before[place - distance]
        self._move(command, distance)
        return end + distance, command

    def _move(self, command: Command, distance: int) -> None:
        line = self._line
        assert line is not None  # noqa: S101  # for the type checker
        others = [one.word for one in command.assignments] + [one.target for one in command.redirects]
        for word in [*command.words, *others]:
            word.line = line
            word.first += distance
            word.last += distance

    def note(self, place: int, end: int, command: Command) -> None:
        """Keep a command without others inside for the next reading."""
        line = self._line
        assert line is not None  # noqa: S101  # for the type checker
        text = line.text
        if text.find("(", place, end) >= 0 or text.find("`", place, end) >= 0:
            return
        if any([redirect.operator in ("<<", "<<-") for redirect in command.redirects]):  # noqa: C419  # quicker
            return  # they wait for a here-document
        self._now[place] = end, command
