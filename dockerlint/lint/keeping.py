"""What rules have said of one instruction, kept for the check of the next version of a text.

Most of what is woken looks at its instruction and at nothing else. `Dockerfile.asked` tells: who has not asked for more
than the commands of the instruction says the same again as long as the instruction is the same, wherever it stands.
Who has asked is called again.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Linter
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Rule
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

    # A rule, which of its methods is called, and what with, beside the file.
    Run = tuple[Rule, Callable[..., Iterator[Finding]], tuple[object, ...]]

FACT = "what rules have said"


class Kept:
    """The findings that rest on an instruction alone, and the runs of rules that asked for more."""

    __slots__ = ("_above", "_again", "_commands", "_is_first", "_linter", "_start", "events", "findings", "runs")

    def __init__(
        self, node: Instruction, linter: Linter, file: Dockerfile, events: tuple[str, ...], *, again: bool
    ) -> None:
        self.events = events
        self.findings: list[Finding] = []
        self.runs: list[Run] = []
        self._linter = linter
        self._start = node.start
        self._is_first = node.index == 0
        self._again = again
        self._above = _above(node)
        self._commands = _commands(node, file)
        node.facts[FACT] = self

    @staticmethod
    def of(node: Instruction, linter: Linter, file: Dockerfile, *, again: bool) -> Kept | None:
        """Return what is kept of an instruction, at the place where it stands now; None where that does not hold."""
        kept = node.facts.get(FACT)
        if not isinstance(kept, Kept) or kept._linter is not linter:  # noqa: SLF001
            return None
        if kept._is_first != (node.index == 0) or kept._again != again:  # noqa: SLF001
            return None
        if kept._commands is not _commands(node, file) or kept._above != _above(node):  # noqa: SLF001
            return None
        kept._move(node.start)  # noqa: SLF001
        return kept

    def _move(self, start: int) -> None:
        distance = start - self._start
        self._start = start
        for finding in self.findings:
            finding.start += distance
            finding.end += distance
            finding.fix = None  # which rests on the file


def _above(node: Instruction) -> str:
    """Return the comments on an instruction, which are not part of it."""
    return node.source[node.comments[0].full_start : node.start] if node.comments else ""


def _commands(node: Instruction, file: Dockerfile) -> list[Command] | None:
    """Return the commands of a RUN, which are others under another shell."""
    return file.commands(node) if node.keyword == "RUN" else None
