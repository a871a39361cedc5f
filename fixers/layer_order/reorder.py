"""The order of layers: what changes most comes last.

    result = reorder(file)                # a dockerlint.lint.dockerfile.Dockerfile, with its build context
    result.text                           # the file in its new order, or as it was
    result.changes                        # kind, line in the original, title; in the order in which they were made
    result.refused                        # line in the original, reason: installations that stay behind what changes
    result.cost_before, result.cost_after # expected seconds of a rebuild (`_rebuild`)
    result.saving                         # the share of them that is saved
    result.basis                          # what the chances rest on: "defaults", or how many commits

Kinds: `split` (manifests are copied and installed before the sources), `moved` (an instruction goes in front of one
that changes more often), `sunk` (a build argument that changes with every build goes behind what does not use it),
`parted` (a RUN became two, of which the first was moved), `fetched` (the download of dependencies became a RUN of its
own).

Step by step: of each RUN in turn it is tried to put it in front of the earliest instruction that makes it run again,
and what lowers the expected cost is kept. Every step is proved (`_proof`). The result of a second run is the same text.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.layer_order import _fetch, _moves
from dockerlint.fixers.layer_order._proof import prove
from dockerlint.fixers.layer_order._rebuild import Changes, Rebuild
from dockerlint.lint.dockerfile import Dockerfile
from dockerlint.rules.layer_order.volatile_value_too_early import is_volatile_pair
from dockerlint.shell.package_calls import package_calls
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Add, Arg, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.fixers.layer_order._moves import Step
    from dockerlint.graph import Stage
    from dockerlint.syntax.instructions import Instruction

# A step that saves less is not worth a diff.
_LEAST_SHARE = 0.02
_LEAST_SHARE_OF_PARTING = 0.1
_LEAST_RUN = 2.0
# The chance of a manifest, and a little more: an installation that runs again no more often is where it should be.
_LITTLE = 0.2
_LEAST_SECONDS = 1.0
_LEAST_SECONDS_OF_PARTING = 3.0
_MOST_STEPS = 60
_MOST_PARTINGS = 8
# Files with more instructions are not written by people.
_MOST_INSTRUCTIONS = 400


class Change:
    """What was done to an instruction, by its line in the original file."""

    __slots__ = ("kind", "line", "title")

    def __init__(self, kind: str, line: int, title: str) -> None:
        self.kind = kind
        self.line = line
        self.title = title

    def __repr__(self) -> str:
        return f"<{self.kind} line {self.line}: {self.title}>"


class Reordering:
    """A file in its new order, and what that is expected to save."""

    __slots__ = ("basis", "changes", "cost_after", "cost_before", "refused", "text")

    def __init__(self, text: str, basis: str, cost: float) -> None:
        self.text = text
        self.basis = basis
        self.changes: list[Change] = []
        self.refused: list[tuple[int, str]] = []
        self.cost_before = self.cost_after = cost

    @property
    def saving(self) -> float:
        """The share of the expected cost of a rebuild that is saved."""
        return 1 - self.cost_after / self.cost_before if self.cost_before else 0.0


def reorder(file: Dockerfile, *, fetch: str = "sure") -> Reordering:
    """Return a file with its instructions in the order that is expected to rebuild fastest.

    `fetch` says for which builds the download of dependencies may become a step of its own: those that it is `sure`
    for, `all`, or `none`.
    """
    changes = Changes(file)
    before = Rebuild(file, changes)
    result = Reordering(file.tree.text, changes.basis, before.cost)
    if file.tree.errors or len(file.tree.instructions) > _MOST_INSTRUCTIONS:
        reason = "the file has errors" if file.tree.errors else "the file has too many instructions"
        result.refused.append((1, reason))
        return result
    lines = [node.start_line for node in file.tree.instructions]
    for _ in range(_MOST_STEPS):
        found = _Search(file, changes, before, lines, fetch).best()
        if found is None:
            break
        steps, file, before = found
        lines = steps[-1].lines
        result.changes += [Change(step.kind, step.line, step.title) for step in steps]
    result.text = file.tree.text
    result.cost_after = before.cost
    result.refused = _Search(file, changes, before, lines, fetch).refusals()
    return result


class _Search:
    """Looks for a step that lowers the cost."""

    __slots__ = ("_changes", "_fetch", "_file", "_lines", "_memory", "_rebuild")

    def __init__(self, file: Dockerfile, changes: Changes, rebuild: Rebuild, lines: list[int], fetch: str) -> None:
        self._fetch = fetch
        self._memory = _moves.Memory(file)
        self._file = file
        self._changes = changes
        self._rebuild = rebuild
        self._lines = lines

    def best(self) -> tuple[list[Step], Dockerfile, Rebuild] | None:
        """Return the first step that lowers the cost, with the file after it."""
        for stage in self._file.graph.reachable():
            for run in stage.instructions:
                if isinstance(run, Run) and self._rebuild.seconds[run] >= _LEAST_RUN and not self._only_updates(run):
                    earlier = list(self._earlier(run, stage))
                    for attempt in (self._whole, self._part, self._fetched):
                        for first in earlier:
                            found = attempt(run, first)
                            if found is not None:
                                return found
        return None

    def _earlier(self, run: Instruction, stage: Stage) -> Iterator[Instruction]:
        """Yield the instructions in front of a RUN that make it run again, the first one first."""
        for node in stage.instructions:
            if node is run:
                return
            if isinstance(node, Arg):
                if any(map(is_volatile_pair, node.pairs)):
                    yield node
            elif isinstance(node, (Copy, Add)) and self._rebuild.inputs[node]:
                yield node

    def _whole(self, run: Run, first: Instruction) -> tuple[list[Step], Dockerfile, Rebuild] | None:
        try:
            return self._kept([_moves.hoist(self._file, first, run, self._lines, self._memory)])
        except Refused:
            return None

    def _part(self, run: Run, first: Instruction) -> tuple[list[Step], Dockerfile, Rebuild] | None:
        """Part a RUN, and put the first of the two in front."""
        for count in self._partings(run):
            try:
                part = _moves.split(self._file, run, count, self._lines)
                file = parsed(part.text, self._file)
                shorter = file.tree.instructions[run.index]
                if not isinstance(shorter, Run):
                    return None
                step = _moves.hoist(file, file.tree.instructions[first.index], shorter, part.lines)
                found = self._kept([part, step], between=file)
            except Refused:
                continue
            if found is not None:
                return found
        return None

    def _fetched(self, run: Run, first: Instruction) -> tuple[list[Step], Dockerfile, Rebuild] | None:
        """Put the download of what a RUN builds with in front."""
        if self._fetch == "none":
            return None
        stage = self._file.graph.stage_of(run)
        calls = [
            call
            for node in (stage.instructions if stage is not None else ())
            if isinstance(node, Run) and node.index < run.index
            for call in map(project_call, self._file.commands(node))
        ]
        known = {call.program for call in calls if call is not None}
        try:
            part = _fetch.fetch(self._file, run, self._lines, known, sure=self._fetch == "sure")
            file = parsed(part.text, self._file)
            new = file.tree.instructions[run.index]
            if not isinstance(new, Run):
                return None
            step = _moves.hoist(file, file.tree.instructions[first.index], new, part.lines)
            return self._kept([part, step], between=file)
        except Refused:
            return None

    def _partings(self, run: Run) -> list[int]:
        """Return after how many commands a RUN may be parted: behind an installation, the longest part first."""
        commands = self._file.commands(run)
        installing = {call.command for call in package_calls(commands) if _installs(call)}
        first = next((index for index, command in enumerate(commands) if command in installing), len(commands))
        return list(range(first + 1, len(commands)))[::-1][:_MOST_PARTINGS]

    def _only_updates(self, run: Run) -> bool:
        """Whether a RUN only downloads a package index: it must not be older than the installation that uses it."""
        calls = package_calls(self._file.commands(run))
        return bool(calls) and all(call.does(call.manager.get("update", ())) for call in calls)

    def _kept(
        self, steps: list[Step], between: Dockerfile | None = None
    ) -> tuple[list[Step], Dockerfile, Rebuild] | None:
        """Return the file after the steps where they pay, and can be proved."""
        after = parsed(steps[-1].text, self._file)
        rebuild = Rebuild(after, self._changes)
        gain = self._rebuild.cost - rebuild.cost
        share, seconds = _LEAST_SHARE, _LEAST_SECONDS
        if between is not None:
            share, seconds = _LEAST_SHARE_OF_PARTING, _LEAST_SECONDS_OF_PARTING
        if gain < seconds or gain < share * self._rebuild.cost:
            return None
        reason = prove(between or self._file, after)
        if reason:
            raise Refused(reason)
        return steps, after, rebuild

    def refusals(self) -> list[tuple[int, str]]:
        """Return the installations that stay behind what changes more often than they do, each with the reason."""
        found: list[tuple[int, str]] = []
        for stage in self._file.graph.reachable():
            for run in stage.instructions:
                if not isinstance(run, Run) or not any(map(_installs, package_calls(self._file.commands(run)))):
                    continue
                earlier = list(self._earlier(run, stage))
                if self._is_fetched(run, stage):
                    continue
                if not earlier or self._rebuild.chances[run] <= _LITTLE:
                    continue
                worst = max(earlier, key=self._own_chance)
                try:
                    _moves.hoist(self._file, worst, run, self._lines, self._memory)
                except Refused as refusal:
                    found.append((self._lines[run.index], str(refusal)))
        return found

    def _is_fetched(self, run: Run, stage: Stage) -> bool:
        """Whether a RUN in front has installed already what this one installs."""
        return any(
            command.name == "composer" and command.has("--no-autoloader")
            for node in stage.instructions
            if isinstance(node, Run) and node.index < run.index
            for command in self._file.commands(node)
        ) and any(command.name == "composer" for command in self._file.commands(run))

    def _own_chance(self, node: Instruction) -> float:
        return 1.0 if isinstance(node, Arg) else self._changes.chance(self._rebuild.inputs[node])


def _installs(call: object) -> bool:
    manager = call.manager  # type: ignore[attr-defined]
    return call.does((*manager.get("install", ()), *manager.get("project_install", ())))  # type: ignore[attr-defined,no-any-return]


def parsed(text: str, like: Dockerfile) -> Dockerfile:
    """Return another text as the same file: with its context, target and build arguments."""
    return Dockerfile(
        parse(text),
        like.path,
        context=like.context,
        target=like.target,
        build_args=like.build_args,
        settings=like.settings,
        today=like.today,
    )
