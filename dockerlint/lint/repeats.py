"""Instructions that stand in a file again and again, word for word, as programs write them by the thousand.

What rules say of such an instruction without asking for anything around it (`Dockerfile.asked`, as in
`dockerlint.lint.keeping`), they say of each: it is found out once, and moved. What they say after they have asked for
what is true of the whole stage (`Dockerfile.asked_of_place`), they say of each in that stage. All other rules are
called for each.
"""

from __future__ import annotations

from dockerlint.lint.finding import Later
from dockerlint.shell.bodies import SAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.engine import Linter, Result
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Rule
    from dockerlint.syntax.instructions import Instruction

    # The text, whether there was one of the keyword before, whether a shell for sh scripts reads it.
    Key = tuple[str, bool, bool]


class _Call:
    """A rule that an instruction wakes, with the place of the command, -1 for the instruction itself."""

    __slots__ = ("place", "rule")

    def __init__(self, rule: Rule, place: int) -> None:
        self.rule = rule
        self.place = place

    def ask(self, node: Instruction, file: Dockerfile) -> Iterator[Finding]:
        """Ask the rule about an instruction with the same text."""
        if self.place < 0:
            return self.rule.instruction(node, file)
        return self.rule.command(file.commands(node)[self.place], node, file)


class _Subject(Later):
    """What a call found in an instruction, which is asked again for it."""

    __slots__ = ("_call", "_file", "_node", "_number")

    def __init__(self, call: _Call, number: int, node: Instruction, file: Dockerfile) -> None:
        self._call = call
        self._number = number  # of the finding, among those of the call
        self._node = node
        self._file = file

    def find(self) -> object:
        return list(self._call.ask(self._node, self._file))[self._number].subject


class _Said:
    """Findings that rest on an instruction, or on its stage too, and the calls that were more curious."""

    __slots__ = ("curious", "findings", "node")

    def __init__(self, node: Instruction) -> None:
        self.node = node
        self.findings: list[tuple[Finding, _Call, int]] = []  # with the number among those of the call
        self.curious: list[_Call] = []

    def of(self, node: Instruction, file: Dockerfile) -> list[Finding]:
        """Return the findings as those of an instruction with the same text."""
        distance = node.start - self.node.start
        found = []
        for finding, call, number in self.findings:
            new = finding.moved(distance)
            if new.subject is not None:
                new.subject = _Subject(call, number, node, file)
            found.append(new)
        return found


class Repeats:
    """The instructions of one file by their text."""

    __slots__ = ("_file", "_known", "_linter", "_of_stage", "_stage")

    def __init__(self, linter: Linter, file: Dockerfile) -> None:
        self._linter = linter
        self._file = file
        self._known: dict[Key, _Said] = {}
        # What is said in the stage at hand by those who asked.
        self._of_stage: dict[Key, _Said] = {}
        firsts: dict[str, Instruction] = {}
        for node in file.tree.instructions:
            if node.keyword == "RUN":
                first = firsts.setdefault(node.text, node)
                if first is not node:
                    node.facts[SAME] = first

    def check(self, found: list[Finding], result: Result, node: Instruction, *, again: bool) -> tuple[str, ...]:
        """Run the rules on an instruction as far as they may say something new; returns events that are new."""
        linter, file = self._linter, self._file
        if node.keyword == "FROM":
            self._of_stage.clear()
        key = self._key(node, again=again)
        said = self._known.get(key) if key is not None else None
        if said is not None and key is not None:
            found += said.of(node, file)
            if said.curious:
                self._ask_again(key, said, found, result, node)
            return ()
        file.at_hand = node
        calls = linter._calls(node, file)  # noqa: SLF001  # a part of the linter that few files need
        events = linter._events(node, calls, again=again)  # noqa: SLF001
        said = _Said(node)
        of_stage = _Said(node)
        for rule in linter._rules(events):  # noqa: SLF001
            self._ask(_Call(rule, -1), said, of_stage, found, result)
        for place, (_, names) in enumerate(calls):
            for rule in linter._rules(names):  # noqa: SLF001
                self._ask(_Call(rule, place), said, of_stage, found, result)
        file.at_hand = None
        if key is not None:
            self._known[key] = said
            if said.curious:
                self._of_stage[key] = of_stage
        return events

    def _key(self, node: Instruction, *, again: bool) -> Key | None:
        if node.comments or node.in_onbuild or node.inner is not None or not node.index:
            return None
        return node.text, again, node.keyword == "RUN" and self._file.is_posix(node)

    def _ask(self, call: _Call, said: _Said | None, of_stage: _Said, found: list[Finding], result: Result) -> None:
        """Ask a rule about the first instruction with some text, in the file or, without `said`, in the stage."""
        file = self._file
        file.asked = file.asked_of_place = False
        before = len(found)
        worked = self._linter._run(found, result, call.rule, call.ask, of_stage.node, file)  # noqa: SLF001
        known = of_stage
        if said is not None:
            if worked and not file.asked:
                known = said
            else:
                said.curious.append(call)
        if not worked or file.asked_of_place:
            of_stage.curious.append(call)
        else:
            known.findings += [(finding, call, number) for number, finding in enumerate(found[before:])]

    def _ask_again(self, key: Key, said: _Said, found: list[Finding], result: Result, node: Instruction) -> None:
        """Ask those who have asked for what is around an instruction, as far as the stage does not tell."""
        file = self._file
        of_stage = self._of_stage.get(key)
        if of_stage is not None:
            found += of_stage.of(node, file)
            for call in of_stage.curious:
                self._linter._run(found, result, call.rule, call.ask, node, file)  # noqa: SLF001
            return
        of_stage = self._of_stage[key] = _Said(node)
        file.at_hand = node
        for call in said.curious:
            self._ask(call, None, of_stage, found, result)
        file.at_hand = None
