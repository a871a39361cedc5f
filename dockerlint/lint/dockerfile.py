"""The file under check, as a rule sees it."""

from __future__ import annotations

from dockerlint.shell import commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from dockerlint.context import Context
    from dockerlint.graph import Graph, Stage
    from dockerlint.shell import Command
    from dockerlint.shell.options import ShellOptions
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

    Answer = TypeVar("Answer")


class Dockerfile:
    """A parsed file with what can be asked about it; everything that costs is found out when first asked for.

    `asked` notes that somebody has asked for more than the commands of the instruction at hand (`at_hand`): what he
    then says may be another thing after a change elsewhere. See `dockerlint.lint.keeping`. `asked_of_place` notes that
    it may be another thing for the same instruction elsewhere in the stage, too. See `dockerlint.lint.repeats`.
    """

    is_manifest = False

    __slots__ = (
        "_build_args",
        "_context",
        "_graph",
        "_path",
        "_settings",
        "_target",
        "_today",
        "_tree",
        "asked",
        "asked_of_place",
        "at_hand",
    )

    def __init__(
        self,
        tree: Tree,
        path: str,
        *,
        context: Context | None = None,
        target: str | None = None,
        build_args: dict[str, str] | None = None,
        settings: dict[str, object] | None = None,
        today: str = "",
    ) -> None:
        self._tree = tree
        self._path = path
        self._context = context
        self._target = target
        self._build_args = build_args or {}
        self._settings = settings or {}
        self._today = today or _today()
        self._graph: Graph | None = None
        self.asked = False
        self.asked_of_place = False
        self.at_hand: Instruction | None = None

    @property
    def tree(self) -> Tree:
        """What the parser made of it."""
        self.asked = self.asked_of_place = True
        return self._tree

    @property
    def path(self) -> str:
        """Where it lies, as it was named."""
        self.asked = True
        return self._path

    @property
    def context(self) -> Context | None:
        """The build context; None where nothing is known of it."""
        self.asked = True
        return self._context

    @property
    def target(self) -> str | None:
        """The stage to build, where it is not the last one."""
        self.asked = True
        return self._target

    @property
    def build_args(self) -> dict[str, str]:
        """The values of `--build-arg`."""
        self.asked = True
        return self._build_args

    @property
    def settings(self) -> dict[str, object]:
        """Configuration that is no rule's own: trusted registries, label schema."""
        self.asked = True
        return self._settings

    @property
    def today(self) -> str:
        """The ISO date against which end-of-life dates are compared."""
        self.asked = True
        return self._today

    @property
    def graph(self) -> Graph:
        """The graph of its stages and instructions."""
        self.asked = self.asked_of_place = True
        graph = self._graph
        return self._built_graph() if graph is None else graph

    def _built_graph(self) -> Graph:
        if self._graph is None:
            from dockerlint.graph import build_graph

            self._graph = build_graph(
                self._tree, self._context, target=self._target, build_args=self._build_args, part=True
            )
        return self._graph

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """The stage in which an instruction stands."""
        self.asked = True
        return self._built_graph().stage_of(instruction)

    def overall(self, find: Callable[[Dockerfile], Answer]) -> Answer:
        """Return what is true of the file, or of the stage at hand, wherever in it somebody asks."""
        before = self.asked_of_place
        answer = find(self)
        self.asked = True
        self.asked_of_place = before
        return answer

    def is_posix(self, instruction: Instruction) -> bool:
        """Whether a shell for sh scripts reads an instruction."""
        return self._built_graph().is_posix(instruction)

    def follow(self, before: Dockerfile) -> None:
        """Take what is known of the version before, whose tree this one's is made of, as far as it still holds."""
        graph = before._graph
        if graph is not None and before._target == self._target and before._build_args == self._build_args:
            self._graph = graph.renewed(self._tree, self._context)

    @property
    def stages(self) -> list[Stage]:
        """The build stages in order."""
        return self.graph.stages

    def commands(self, instruction: Instruction) -> list[Command]:
        """The commands that an instruction runs; none where another shell than one for sh scripts reads them."""
        if instruction is not self.at_hand:
            self.asked = self.asked_of_place = True
        # Under "commands" stands what a shell for sh scripts would read, whatever reads it.
        known = instruction.facts.get("commands here")
        if known is None:
            is_read = instruction.is_json or self._built_graph().is_posix(instruction)
            known = instruction.facts["commands here"] = commands(instruction) if is_read else []
        return known  # type: ignore[return-value]

    def shell_options(self, instruction: Instruction) -> dict[Command, ShellOptions]:
        """The shell's options (errexit, pipefail, xtrace) in force at each command of an instruction."""
        self.asked = self.asked_of_place = True
        known = instruction.facts.get("shell options")
        if known is None:
            from dockerlint.shell.options import options_of
            from dockerlint.shell.shells import Shell

            shell = Shell("unknown") if instruction.is_json else self.graph.shell(instruction)
            known = instruction.facts["shell options"] = options_of(self.commands(instruction), shell)
        return known  # type: ignore[return-value]

    def release(self) -> None:
        """Forget what rules found out about it.

        What they keep may lead back to the file, and then memory waits for the garbage collector, which a check of
        many files runs without. Facts that lead back to themselves have a `release` of their own.
        """
        self._graph = None
        release(self._tree.instructions)


def release(instructions: Iterable[Instruction]) -> None:
    """Forget what rules found out about instructions, for the same reason."""
    for outer in instructions:
        for instruction in (outer,) if outer.inner is None else (outer, outer.inner):
            for fact in instruction.facts.values():
                if hasattr(fact, "release"):
                    fact.release()
            instruction.facts.clear()


def _today() -> str:
    # SOURCE_DATE_EPOCH makes a run reproducible: https://reproducible-builds.org/specs/source-date-epoch/
    import os
    import time

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)) if epoch.isdigit() else time.localtime())
