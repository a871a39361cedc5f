"""What BuildKit's cache loses when a file of the build context or the value of a build argument changes.

A step's key is made of its text with variables replaced, of the steps before it, and of the content it copies
or mounts; RUN's also of the environment, the ARGs declared so far included. ARG and ENV alone run nothing.
Where a step runs again and makes the very same files, BuildKit may still find a COPY from there in its cache:
that cannot be seen from here. https://docs.docker.com/build/cache/invalidation/ and
https://docs.docker.com/reference/dockerfile/#impact-on-build-caching
"""

from __future__ import annotations

from dockerlint.context.glob import Glob
from dockerlint.context.ignore import parse_ignore
from dockerlint.context.paths import clean_path, has_wildcard
from dockerlint.graph.predefined import AUTOMATIC, NOT_IN_ENVIRONMENT
from dockerlint.graph.references import uses
from dockerlint.graph.walk import walk
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph.flow import Flow
    from dockerlint.graph.graph import Graph
    from dockerlint.graph.stages import Stage
    from dockerlint.graph.variables import Definition
    from dockerlint.syntax.instructions import Instruction

_STEPS = ("RUN", "COPY", "ADD", "WORKDIR")


class Invalidation:
    """An instruction that is not taken from the cache any more.

    `kind`: `file` (it reads what changed), `argument` (its text or environment holds what changed), `base`,
    `copy` and `mount` (the stage it is built on, copies from or mounts has changed) or `behind` (it follows
    one that has). `runs` tells whether it costs anything: what only sets a field of the image does not, nor
    does `COPY --link` of sources that are the same.
    """

    __slots__ = ("cause", "instruction", "kind", "reason", "runs", "stage")

    def __init__(
        self,
        stage: Stage,
        instruction: Instruction,
        kind: str,
        reason: str,
        cause: Instruction | None,
        *,
        runs: bool,
    ) -> None:
        self.stage = stage
        self.instruction = instruction
        self.kind = kind
        self.reason = reason
        self.cause = cause  # the instruction that it follows or takes from; None where it is itself the first
        self.runs = runs

    def __repr__(self) -> str:
        return f"<Invalidation line {self.instruction.start_line}: {self.reason}>"


def invalidated(graph: Graph, paths: Iterable[str], arguments: Iterable[str]) -> list[Invalidation]:
    """Return what no longer comes from the cache; see `Graph.invalidated`."""
    changed = [path for path in map(clean_path, paths) if not _is_ignored(graph, path)]
    taint = _Taint(graph, set(arguments))
    found: list[Invalidation] = []
    first: list[Instruction | None] = []  # for each stage its first step that runs again
    for stage in graph.stages:
        base = stage.base
        cause = first[base.index] if base is not None else None
        kind, reason = ("base", f"is built on stage `{base.label}`") if base is not None else ("", "")
        if stage.instruction in taint.uses:
            cause = stage.instruction
            kind, reason = "behind", f"follows line {cause.start_line}"
            name = taint.uses[stage.instruction]
            found.append(Invalidation(stage, cause, "argument", f"uses `{name}`", None, runs=True))
        for step, flow in zip(stage.steps, graph.flows.of_steps(stage), strict=True):
            own = _own_reason(step, flow, changed, taint, first)
            runs = step.keyword in _STEPS
            if own is not None:
                own_kind, own_reason, source = own
                found.append(Invalidation(stage, step, own_kind, own_reason, source, runs=runs))
                if runs and cause is None:
                    cause, kind, reason = step, "behind", f"follows line {step.start_line}"
            elif cause is not None:
                again = runs and not (isinstance(step, (Copy, Add)) and step.link)
                found.append(Invalidation(stage, step, kind, reason, cause, runs=again))
        first.append(cause)
    return found


def _own_reason(
    step: Instruction, flow: Flow, changed: list[str], taint: _Taint, first: list[Instruction | None]
) -> tuple[str, str, Instruction | None] | None:
    for path in changed:
        if any(reads_file(step, source, path) for source in flow.context_reads):
            return "file", f"reads `{path}`" if path else "reads the build context", None
    if step in taint.uses:
        return "argument", f"uses `{taint.uses[step]}`", None
    if step in taint.environment:
        return "argument", f"has `{taint.environment[step]}` in its environment", None
    for source, _ in flow.stage_reads:
        cause = first[source.index]
        if cause is not None:
            if step.keyword == "RUN":
                return "mount", f"mounts stage `{source.label}`", cause
            return "copy", f"copies from stage `{source.label}`", cause
    return None


# Files


def _is_ignored(graph: Graph, path: str) -> bool:
    context = graph.context
    if context is None or not path:
        return False
    return context.ignore.excludes(path) and not context.ignore.may_include_below(path)


def reads_file(instruction: Instruction, source: str, path: str) -> bool:
    """Whether a source takes a path in, or something below it; both relative to the context's root."""
    if not path or source.startswith(path + "/"):
        return True
    reached = ""
    if source:
        for ancestor in _ancestors(path):
            if _source_matches(source, ancestor):
                reached = ancestor
                break
        else:
            return False
    if isinstance(instruction, (Copy, Add)) and instruction.flags:
        patterns = [flag.value for flag in instruction.flags if flag.name == "exclude" and flag.value]
        inside = path[len(reached) :].lstrip("/") or path.rpartition("/")[2]
        if patterns and parse_ignore("\n".join(patterns)).excludes(inside):
            return False
    return True


def _ancestors(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _source_matches(source: str, path: str) -> bool:
    if not has_wildcard(source):
        return source == path
    try:
        if "**" in source:  # COPY --parents
            from dockerlint.context.pattern import PathPattern

            return PathPattern(source).matches(path)
        return Glob(source).matches(path)
    except ValueError:
        return False


# Arguments


class _Taint:
    """What the value of a build argument reaches: both dictionaries map instructions to a variable's name."""

    __slots__ = ("environment", "uses")

    def __init__(self, graph: Graph, names: set[str]) -> None:
        self.uses: dict[Instruction, str] = {}
        self.environment: dict[Instruction, str] = {}
        if names:
            tainted = self._definitions(graph, names)
            self._environments(graph, tainted)

    def _definitions(self, graph: Graph, names: set[str]) -> set[Definition]:
        """Find the definitions whose value changes, and the instructions whose words do."""
        by_instruction = graph.variables.by_instruction
        tainted = {one for one in graph.definitions if one.keyword == "ARG" and one.name in names}
        # Uses come in file order, so a value is known to change before anything that it goes into is met.
        for use in graph.uses:
            definition = use.definition
            automatic = definition is None and use.name in names and use.name in AUTOMATIC
            if use.kind not in ("docker", "inherited") or not (
                definition in tainted or (automatic and use.instruction.keyword == "FROM")
            ):
                continue
            if use.instruction.keyword != "ARG":
                self.uses.setdefault(use.instruction, use.name)
            for other in by_instruction.get(use.instruction, ()):
                place = other.pair.value or other.pair.key
                if place.first <= use.first < place.last:
                    tainted.add(other)
        return tainted

    def _environments(self, graph: Graph, tainted: set[Definition]) -> None:
        """Find the RUNs in whose environment, or under whose USER, something changes."""
        by_instruction = graph.variables.by_instruction
        scope: dict[str, Definition] = {}
        undo: list[tuple[str, Definition | None]] = []
        marks: list[tuple[int, str]] = []
        bad: dict[str, None] = {}  # the tainted names in force
        user = ""  # the variable in the USER in force
        for stage, entering in walk(graph.stages):
            if not entering:
                mark, user = marks.pop()
                while len(undo) > mark:
                    name, before = undo.pop()
                    bad.pop(name, None)
                    if before is None:
                        del scope[name]
                    else:
                        scope[name] = before
                        if before in tainted and name not in NOT_IN_ENVIRONMENT:
                            bad[name] = None
                continue
            marks.append((len(undo), user))
            for step in stage.steps:
                for definition in by_instruction.get(step, ()):
                    name = definition.name
                    undo.append((name, scope.get(name)))
                    scope[name] = definition
                    bad.pop(name, None)
                    if definition in tainted and name not in NOT_IN_ENVIRONMENT:
                        bad[name] = None
                if step.keyword == "USER":
                    user = self.uses.get(step, "")
                elif step.keyword == "RUN" and (bad or user):
                    self.environment[step] = next(iter(bad), user)


def declares(graph: Graph, name: str) -> bool:
    """Whether a build argument of that name means anything to the file."""
    if any(one.keyword == "ARG" and one.name == name for one in graph.definitions):
        return True
    return any(use.name == name for stage in graph.stages for use in uses(stage.instruction))
