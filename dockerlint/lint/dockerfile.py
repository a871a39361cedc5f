"""The file under check, as a rule sees it."""

from __future__ import annotations

from dockerlint.shell import commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.graph import Graph, Stage
    from dockerlint.shell import Command
    from dockerlint.shell.options import ShellOptions
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree


class Dockerfile:
    """A parsed file with what can be asked about it; everything that costs is found out when first asked for."""

    is_manifest = False

    __slots__ = ("_graph", "build_args", "context", "path", "settings", "target", "today", "tree")

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
        self.tree = tree
        self.path = path
        self.context = context  # None where nothing is known of the build context
        self.target = target
        self.build_args = build_args or {}
        self.settings = settings or {}  # configuration that is no rule's own: trusted registries, label schema
        self.today = today or _today()  # ISO date against which end-of-life dates are compared
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph:
        """The graph of its stages and instructions."""
        if self._graph is None:
            from dockerlint.graph import build_graph

            self._graph = build_graph(self.tree, self.context, target=self.target, build_args=self.build_args)
        return self._graph

    @property
    def stages(self) -> list[Stage]:
        """The build stages in order."""
        return self.graph.stages

    def commands(self, instruction: Instruction) -> list[Command]:
        """The commands that an instruction runs; none where another shell than one for sh scripts reads them."""
        # Under "commands" stands what a shell for sh scripts would read, whatever reads it.
        known = instruction.facts.get("commands here")
        if known is None:
            is_read = instruction.is_json or self.graph.is_posix(instruction)
            known = instruction.facts["commands here"] = commands(instruction) if is_read else []
        return known  # type: ignore[return-value]

    def shell_options(self, instruction: Instruction) -> dict[Command, ShellOptions]:
        """The shell's options (errexit, pipefail, xtrace) in force at each command of an instruction."""
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
        many files runs without.
        """
        self._graph = None
        for instruction in self.tree.instructions:
            instruction.facts.clear()
            if instruction.inner is not None:
                instruction.inner.facts.clear()


def _today() -> str:
    # SOURCE_DATE_EPOCH makes a run reproducible: https://reproducible-builds.org/specs/source-date-epoch/
    import os
    import time

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(epoch)) if epoch.isdigit() else time.localtime())
