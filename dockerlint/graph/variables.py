"""ARG and ENV: definitions, their scopes, their values, and every use bound to its definition.

After BuildKit's `dockerfile2llb/convert.go`. ARGs before the first FROM make the global scope, which FROM
lines see and which `ARG NAME` without a default brings into a stage. In a stage the latest definition counts,
ARG or ENV, from the next instruction on (for ARG, from the next name on). A stage built on another one
inherits its ARGs and its ENVs.
"""

from __future__ import annotations

from dockerlint.graph.predefined import AUTOMATIC, DEFAULT_PATH, NOT_IN_ENVIRONMENT
from dockerlint.graph.references import Use, uses
from dockerlint.graph.walk import walk
from dockerlint.syntax.instructions import Arg, Env, Onbuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.graph.stages import Stage
    from dockerlint.syntax.instructions import Instruction, Pair

    Scope = dict[str, "Definition"]

# Values double in every `ENV A=$A$A`; nobody's real ones are that long, and longer ones count as not known.
_LONGEST_VALUE = 1024
_MOST_REFERENCES = 64


class Definition:
    """One name of an ARG or ENV.

    `value` is what it has without further build arguments, None where that is not known. `fallback` is what
    counts where `ARG NAME` without a default is given no value: the global ARG, or the definition in force
    before. `reaches_run` tells whether a RUN has it in its environment, where every program may read it
    unseen.
    """

    __slots__ = (
        "fallback",
        "instruction",
        "keyword",
        "name",
        "pair",
        "reaches_run",
        "runs_before",
        "stage",
        "trigger",
        "value",
    )

    def __init__(self, instruction: Arg | Env, pair: Pair, name: str, stage: Stage | None) -> None:
        self.instruction = instruction
        self.keyword = instruction.keyword  # ARG or ENV
        self.pair = pair
        self.name = name
        self.stage = stage  # None for a global ARG
        self.value: str | None = None
        self.fallback: Definition | None = None
        self.trigger = False  # whether it stands in an ONBUILD: in force only in stages built on this one
        self.reaches_run = False
        self.runs_before = 0  # RUNs seen when it came into force, while the variables are read

    @property
    def span(self) -> tuple[int, int]:
        """File offsets of the pair."""
        return self.pair.span

    @property
    def name_span(self) -> tuple[int, int]:
        """File offsets of the name."""
        return self.pair.key.span

    @property
    def is_global(self) -> bool:
        """Whether it stands before the first FROM."""
        return self.stage is None

    def __repr__(self) -> str:
        return f"<Definition {self.keyword} {self.name} line {self.instruction.start_line}>"


_CONSTANTS: dict[tuple[str, str], str] = {}
_MOST_CONSTANTS = 1000


class Unknown(Exception):  # noqa: N818  # a signal, not an error
    """A variable whose value is not known."""


def evaluate(text: str, lookup: Callable[[str], str | None], escape: str) -> str | None:
    """Return a text with variables replaced, None where that cannot be known or BuildKit refuses.

    `lookup` gives a value, None for a variable that is not set, and raises `Unknown`.
    """
    if "$" not in text:
        return _constant(text, escape)
    if text.count("$") > _MOST_REFERENCES:
        return None
    from dockerlint.syntax.expansion import ExpansionError, expand  # many files have no variable

    try:
        value = expand(text, lookup, escape)
    except (Unknown, ExpansionError):
        return None
    return value if len(value) <= _LONGEST_VALUE else None


def _constant(text: str, escape: str) -> str | None:
    """Return a text without variables; those of a file that is being edited are asked for again and again."""
    if escape not in text and "'" not in text and '"' not in text:
        return text
    known = _CONSTANTS.get((text, escape))
    if known is None:
        from dockerlint.syntax.expansion import ExpansionError, expand

        try:
            known = expand(text, _unset, escape)
        except ExpansionError:
            return None
        if len(_CONSTANTS) >= _MOST_CONSTANTS:
            _CONSTANTS.clear()
        _CONSTANTS[text, escape] = known
    return known


def _unset(_: str) -> str | None:
    return None


class GlobalScope:
    """The ARGs before the first FROM."""

    __slots__ = ("build_args", "definitions", "scope", "target")

    def __init__(self, preamble: list[Instruction], build_args: Mapping[str, str], target: str) -> None:
        self.build_args = build_args
        self.target = target  # the value of TARGETSTAGE
        self.definitions: list[Definition] = []  # in file order
        self.scope: Scope = {}  # what FROM lines see
        for instruction in preamble:
            if isinstance(instruction, Arg):
                for pair in instruction.pairs:
                    self._define(instruction, pair)

    def _define(self, instruction: Arg, pair: Pair) -> None:
        name = pair.name
        definition = Definition(instruction, pair, name, None)
        if name in self.build_args:
            definition.value = self.build_args[name]
        elif pair.value is not None:
            definition.value = evaluate(pair.value.value, self.lookup, instruction.escape)
        else:
            definition.fallback = self.scope.get(name)
            definition.value = definition.fallback.value if definition.fallback else self.automatic(name)
        self.definitions.append(definition)
        self.scope[name] = definition

    def automatic(self, name: str) -> str | None:
        """Return the value of a variable that is there undeclared, as far as it is known."""
        if name in self.build_args:
            return self.build_args[name]
        return self.target if name == "TARGETSTAGE" else None

    def lookup(self, name: str) -> str | None:
        """Return the value of a variable in the global scope; None where it is not declared."""
        definition = self.scope.get(name)
        if definition is None:
            if name not in AUTOMATIC:
                return None
            value = self.automatic(name)
        else:
            value = definition.value
        if value is None:
            raise Unknown
        return value

    def expand_base(self, text: str, escape: str) -> str | None:
        """Return the base that a FROM line names; None where a variable in it has no known value."""
        if "$" not in text:
            return evaluate(text, self.lookup, escape)
        from dockerlint.syntax.expansion import references

        def lookup(name: str) -> str | None:
            value = self.lookup(name)
            # BuildKit takes an undeclared variable as empty, and then refuses what is left of the name.
            if value is None and name not in defaulted:
                raise Unknown
            return value

        defaulted = {reference.name for reference in references(text, escape) if reference.has_default}
        return evaluate(text, lookup, escape)


class Variables:
    """All definitions and uses of a file, bound to each other.

    The stages are visited along the tree of their bases with one scope, whose changes are undone on the way
    back: so the work is linear in the file, however long the chain of stages.
    """

    __slots__ = (
        "_defining",
        "_env",
        "_globals",
        "_log",
        "_on_scratch",
        "_runs",
        "_scope",
        "by_instruction",
        "definitions",
        "triggers",
        "uses",
    )

    def __init__(self, preamble: list[Instruction], stages: list[Stage], globals_: GlobalScope) -> None:
        self.definitions: list[Definition] = []  # in file order
        self.uses: list[Use] = []  # in file order
        self.by_instruction: dict[Instruction, list[Definition]] = {}  # inside ONBUILD: under the inner instruction
        self._defining: dict[Stage, list[Instruction]] = {}  # the ARG and ENV of a stage
        self.triggers: dict[Stage, list[Definition]] = {}  # what a stage defines for those built on it
        self._globals = globals_
        self._scope: Scope = {}
        self._env: Scope = {}  # the ENVs alone: what the container gets
        self._log: list[tuple[Scope, str, Definition | None]] = []  # what they held before, for the way back
        self._on_scratch = False
        self._runs = 0  # seen so far
        pending = iter(globals_.definitions)
        for instruction in preamble:
            self._read(instruction, None, lambda *_: next(pending))
        self._undo(0)
        on_scratch: list[bool] = []
        marks: list[int] = []
        for stage in stages:
            on_scratch.append(on_scratch[stage.base.index] if stage.base else stage.is_scratch)
        for stage, entering in walk(stages):
            if entering:
                marks.append(len(self._log))
                self._on_scratch = on_scratch[stage.index]
                self._read_stage(stage)
            else:
                self._undo(marks.pop())
        for definition in reversed(self.definitions):
            if definition.reaches_run and definition.fallback is not None:
                definition.fallback.reaches_run = True
        if len(stages) > 1:
            self.uses.sort(key=lambda use: use.instruction.index)
            self.definitions.sort(key=lambda definition: definition.instruction.index)

    def _read_stage(self, stage: Stage) -> None:
        for use in uses(stage.instruction):
            use.definition = self._globals.scope.get(use.name)
            self.uses.append(use)
        if stage.triggered and stage.base is not None:
            for definition in self.triggers.get(stage.base, ()):
                self._bring_in(definition)
        triggers: list[Instruction] = []
        runtime: list[Use] = []
        for instruction in stage.instructions:
            if not isinstance(instruction, Onbuild):
                self._read(instruction, stage, self._define, runtime)
            elif instruction.inner is not None:
                triggers.append(instruction.inner)
        # The container sees the environment as it is at the end, whatever stands in front of CMD.
        for use in runtime:
            use.definition = self._env.get(use.name) or self._scope.get(use.name)
        if triggers:
            self._read_triggers(stage, triggers, len(self._log))

    def _read_triggers(self, stage: Stage, triggers: list[Instruction], mark: int) -> None:
        used, defined = len(self.uses), len(self.definitions)
        for inner in triggers:
            self._read(inner, stage, self._define)
        self._undo(mark)
        for use in self.uses[used:]:
            use.trigger = True
        for definition in self.definitions[defined:]:
            definition.trigger = True
        self.triggers[stage] = self.definitions[defined:]

    def _read(
        self,
        instruction: Instruction,
        stage: Stage | None,
        define: Callable[[Arg | Env, Pair, Stage | None], Definition | None],
        runtime: list[Use] | None = None,
    ) -> None:
        found = uses(instruction)
        self._runs += instruction.keyword == "RUN"
        if isinstance(instruction, Arg):
            index = 0
            for pair in instruction.pairs:
                # In one ARG each default sees the names before it.
                while pair.value is not None and index < len(found) and found[index].first < pair.value.last:
                    self._bind(found[index])
                    index += 1
                self._add(define(instruction, pair, stage))
            return
        for use in found:
            self._bind(use)
            if runtime is not None and use.kind == "runtime":
                runtime.append(use)
        if isinstance(instruction, Env) and stage is not None:
            # In one ENV no pair sees the others.
            for definition in [define(instruction, pair, stage) for pair in instruction.pairs]:
                self._add(definition)

    def _bind(self, use: Use) -> None:
        use.definition = self._scope.get(use.name)
        # What is hidden from the shell is awk's or another shell's, unless it is known to be ours.
        if use.kind != "quoted" or use.definition is not None:
            self.uses.append(use)

    def _add(self, definition: Definition | None) -> None:
        if definition is not None:
            if definition.fallback is not None:
                key = definition.pair.key
                use = Use(
                    definition.name,
                    "inherited",
                    definition.instruction,
                    key.line,
                    first=key.first,
                    last=key.last,
                )
                use.definition = definition.fallback
                self.uses.append(use)
            self.definitions.append(definition)
            self.by_instruction.setdefault(definition.instruction, []).append(definition)
            self._bring_in(definition)

    def _bring_in(self, definition: Definition) -> None:
        name = definition.name
        before = self._scope.get(name)
        if before is not None:
            self._leave(before)
        definition.runs_before = self._runs
        self._log.append((self._scope, name, before))
        self._scope[name] = definition
        if definition.keyword == "ENV":
            self._log.append((self._env, name, self._env.get(name)))
            self._env[name] = definition

    def _undo(self, mark: int) -> None:
        while len(self._log) > mark:
            scope, name, before = self._log.pop()
            if scope is self._scope:
                self._leave(scope[name])
            if before is None:
                del scope[name]
            else:
                before.runs_before = self._runs
                scope[name] = before

    def _leave(self, definition: Definition) -> None:
        """Note whether a RUN has come by while the definition was in force."""
        if self._runs > definition.runs_before and definition.name not in NOT_IN_ENVIRONMENT:
            definition.reaches_run = True

    def _define(self, instruction: Arg | Env, pair: Pair, stage: Stage | None) -> Definition | None:
        escape = instruction.escape
        name = pair.name
        if "$" in name and isinstance(instruction, Env):
            known = evaluate(pair.key.value, self._lookup, escape)
            if known is None:
                return None
            name = known
        definition = Definition(instruction, pair, name, stage)
        build_args = self._globals.build_args
        if isinstance(instruction, Arg) and name in build_args:
            definition.value = build_args[name]
        elif pair.value is not None:
            definition.value = evaluate(pair.value.value, self._lookup, escape)
        if pair.value is None:
            definition.fallback = self._globals.scope.get(name) or self._scope.get(name)
            if name not in build_args:
                fallback = definition.fallback
                definition.value = fallback.value if fallback else self._globals.automatic(name)
        return definition

    def _lookup(self, name: str) -> str | None:
        return _value(self._scope, name, on_scratch=self._on_scratch)

    def replace_run(self, globals_: GlobalScope, stage: Stage, old: Instruction, new: Instruction) -> None:
        """Take a RUN for another one at the same place, which defines nothing either."""
        kept = [use for use in self.uses if use.instruction is not old]
        place = next((number for number, use in enumerate(kept) if use.instruction.index > new.index), len(kept))
        found = uses(new)
        scope = self.in_force(globals_, stage, new) if found else {}
        for use in found:
            use.definition = scope.get(use.name)
        kept[place:place] = [use for use in found if use.kind != "quoted" or use.definition is not None]
        self.uses = kept

    # Questions

    def in_force(self, globals_: GlobalScope, stage: Stage | None, instruction: Instruction) -> Scope:
        """Return the definition that counts for each name where an instruction begins."""
        found: Scope = {}
        if stage is None:
            for definition in globals_.definitions:
                if definition.instruction.index < instruction.index:
                    found[definition.name] = definition
            return found
        if instruction is stage.instruction:
            return dict(globals_.scope)
        chain = [stage]
        while chain[-1].base is not None:
            chain.append(chain[-1].base)
        for link in reversed(chain):
            if link.triggered and link.base is not None:
                found.update((one.name, one) for one in self.triggers.get(link.base, ()))
            defining = self._defining.get(link)
            if defining is None:
                defining = self._defining[link] = [one for one in link.instructions if one.keyword in ("ARG", "ENV")]
            for own in defining:
                if link is stage and own.index >= instruction.index:
                    break
                found.update((one.name, one) for one in self.by_instruction.get(own, ()))
        return found

    def expand(self, globals_: GlobalScope, stage: Stage | None, instruction: Instruction, text: str) -> str | None:
        """Return a word as Docker makes it of an instruction; None where a value is not known."""
        if stage is None or instruction is stage.instruction:
            return globals_.expand_base(text, instruction.escape)
        scope = self.in_force(globals_, stage, instruction) if "$" in text else {}
        root = stage
        while root.base is not None:
            root = root.base
        return evaluate(text, lambda name: _value(scope, name, on_scratch=root.is_scratch), instruction.escape)


def _value(scope: Scope, name: str, *, on_scratch: bool) -> str | None:
    """Return a variable's value in a stage, None where it is not set. Raises Unknown."""
    definition = scope.get(name)
    if definition is None:
        if on_scratch:
            return DEFAULT_PATH if name == "PATH" else None
        raise Unknown  # the base image may set it
    if definition.value is None:
        raise Unknown
    return definition.value
