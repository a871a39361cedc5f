"""The graph of a Dockerfile: its stages, what they need, its variables; path flow and invalidation on first ask."""

from __future__ import annotations

from dockerlint.graph.predefined import BUILDER
from dockerlint.graph.stages import images, read_stages, stage_number
from dockerlint.graph.variables import GlobalScope, Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.context import Context
    from dockerlint.graph.flow import Flow, Flows
    from dockerlint.graph.invalidation import Invalidation
    from dockerlint.graph.references import Use
    from dockerlint.graph.stages import Edge, ImageUse, Stage
    from dockerlint.graph.variables import Definition
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree


def build_graph(
    tree: Tree,
    context: Context | None = None,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
) -> Graph:
    """Return the graph of a parsed Dockerfile. Never fails: what is broken in the file is told by the edges.

    `context` is asked for files where it decides what COPY writes; `target` is a stage's name or number, the last stage without one;
    `build_args` are the values of `--build-arg`.
    """
    return Graph(tree, context, target, build_args or {})


class Graph:
    """Stages and instructions, and what holds between them."""

    __slots__ = ("_flows", "_images", "_uses_of", "_variables", "build_args", "context", "globals", "preamble", "stages", "target", "tree")

    def __init__(
        self, tree: Tree, context: Context | None, target: str | None, build_args: Mapping[str, str]
    ) -> None:
        self.tree = tree
        self.context = context
        self.build_args = build_args
        escape = tree.escape
        preamble = []
        last_name = "default"
        for instruction in tree.instructions:
            if instruction.keyword == "FROM":
                break
            preamble.append(instruction)
        self.globals = GlobalScope(preamble, build_args, target or last_name)
        self.preamble, self.stages = read_stages(tree, lambda text: self.globals.expand_base(text, escape))
