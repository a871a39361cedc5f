"""Instructions that stand in a file again and again, word for word, as programs write them by the thousand.

What rules say of such an instruction without asking for anything around it (`Dockerfile.asked`, as in
`dockerlint.lint.keeping`), they say of each: it is found out once, and moved. Rules that have asked for more, or whose
findings tell their fixer about the instruction, are called for each.
"""

from __future__ import annotations

from dockerlint.shell.bodies import SAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Linter, Result
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Rule
    from dockerlint.syntax.instructions import Instruction

    # The text, whether there was one of the keyword before, whether a shell for sh scripts reads it.
    Key = tuple[str, bool, bool]


class _Said:
    """What rules have said of the first instruction with some text, and who must be asked for each."""

    __slots__ = ("findings", "node", "runs")

    def __init__(self, node: Instruction) -> None:
        self.node = node
        self.findings: list[Finding] = []
        self.runs: list[tuple[Rule, int]] = []  # with the place of the command, -1 for the instruction itself


class Repeats:
    """The instructions of one file by their text."""

    __slots__ = ("_file", "_known", "_linter")

    def __init__(self, linter: Linter, file: Dockerfile) -> None:
        self._linter = linter
        self._file = file
        self._known: dict[Key, _Said] = {}
        firsts: dict[str, Instruction] = {}
        for node in file.tree.instructions:
            if node.keyword == "RUN":
                first = firsts.setdefault(node.text, node)
                if first is not node:
                    node.facts[SAME] = first

    def check(self, found: list[Finding], result: Result, node: Instruction, *, again: bool) -> tuple[str, ...]:
        """Run the rules on an instruction as far as they may say something new; returns events that are new."""
        linter, file = self._linter, self._file
        key = self._key(node, again=again)
        said = self._known.get(key) if key is not None else None
        if said is not None:
            self._repeat(said, found, result, node)
            return ()
        file.at_hand = node
        calls = linter._calls(node, file)  # noqa: SLF001  # a part of the linter that few files need
        events = linter._events(node, calls, again=again)  # noqa: SLF001
        said = _Said(node)
        for rule in linter._rules(events):  # noqa: SLF001
            self._first(said, -1, found, result, rule, rule.instruction, node)
        for place, (command, names) in enumerate(calls):
            for rule in linter._rules(names):  # noqa: SLF001
                self._first(said, place, found, result, rule, rule.command, command, node)
        file.at_hand = None
        if key is not None:
            self._known[key] = said
        return events

    def _key(self, node: Instruction, *, again: bool) -> Key | None:
        if node.comments or node.in_onbuild or node.inner is not None or not node.index:
            return None
        return node.text, again, node.keyword == "RUN" and self._file.is_posix(node)

    def _first(
        self,
        said: _Said,
        place: int,
        found: list[Finding],
        result: Result,
        rule: Rule,
        check: Callable[..., Iterator[Finding]],
        *arguments: object,
    ) -> None:
        file = self._file
        file.asked = False
        before = len(found)
        worked = self._linter._run(found, result, rule, check, *arguments, file)  # noqa: SLF001
        new = found[before:]
        if file.asked or not worked or any(finding.subject is not None for finding in new):
            said.runs.append((rule, place))
        else:
            said.findings += new

    def _repeat(self, said: _Said, found: list[Finding], result: Result, node: Instruction) -> None:
        linter, file = self._linter, self._file
        distance = node.start - said.node.start
        found += [finding.moved(distance) for finding in said.findings]
        for rule, place in said.runs:
            if place < 0:
                linter._run(found, result, rule, rule.instruction, node, file)  # noqa: SLF001
            else:
                command = file.commands(node)[place]
                linter._run(found, result, rule, rule.command, command, node, file)  # noqa: SLF001
