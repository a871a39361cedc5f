from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.expansion import references
from dockerlint.syntax.instructions import Arg, Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ArgumentShadowedByEnvironment(Rule):
    """An ARG of whose name there is an ENV already.

    ## What it flags
    ARG in a stage where an ENV of the same name counts: one further up in the stage, or in a stage that it is built on.

    ## Why it is bad
    ENV always wins. `--build-arg` seems to set the value, and every instruction goes on with that of ENV.

    ## What to do
    Put the ARG in front and let ENV take its value: `ARG VERSION=1`, `ENV VERSION=$VERSION`; or delete the ARG.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#using-arg-variables
    """

    name = "argument-shadowed-by-environment"
    on = ("@file ARG & ENV",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nENV VERSION=1\nARG VERSION=2\nRUN get $VERSION\n", lines=(3,)),
            Example("FROM debian:13-slim AS a\nENV V=1\nFROM a\nARG V\nRUN get $V\n", lines=(4,)),
        ),
        good=(
            "FROM debian:13-slim\nARG VERSION=1\nENV VERSION=$VERSION\nRUN get $VERSION\n",
            "FROM debian:13-slim AS a\nENV V=1\nFROM debian:13-slim\nARG V\nRUN get $V\n",
            "FROM debian:13-slim\nARG V=1\nENV V=${V}\nARG V\nRUN get $V\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        set_by_env = {pair.name for node in file.tree.instructions if isinstance(node, Env) for pair in node.pairs}
        for node in file.tree.instructions:
            # What is in force is a long list to ask for.
            if not isinstance(node, Arg) or set_by_env.isdisjoint(pair.name for pair in node.pairs):
                continue
            if file.graph.stage_of(node) is not None:
                yield from self._check(node, file)

    def _check(self, node: Arg, file: Dockerfile) -> Findings:
        in_force = file.graph.definitions_in_force(node)
        for pair in node.pairs:
            before = in_force.get(pair.name)
            if before is None or before.keyword != "ENV":
                continue
            value = before.pair.value
            # An ENV that hands an argument on has its value.
            if value is not None and any(one.name == pair.name for one in references(value.value)):
                continue
            line = before.instruction.start_line
            yield self.at(pair.key, f"the ENV in line {line} wins: `{pair.name}` keeps its value", subject=node)
