from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SelfReferencingEnv(Rule):
    """An ENV that uses a variable which it sets itself.

    ## What it flags
    `ENV A=1 B=$A`, where nothing has set A before.

    ## Why it is bad
    All values of one ENV see the variables as they were in front of it: B is empty, not `1`.

    ## What to do
    Use two ENV instructions, or write the value twice.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#environment-replacement
    """

    name = "self-referencing-env"
    aliases = ("hadolint:DL3044", "droast:DF062")
    severity = "error"
    on = ("@file",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nENV A=1 B=$A\n", lines=(2,)),
            Example("FROM debian:13-slim\nENV HOME_OF_APP=/app \\\n    DATA=${HOME_OF_APP}/data\n", lines=(3,)),
        ),
        good=(
            "FROM debian:13-slim\nENV A=1\nENV B=$A\n",
            "FROM debian:13-slim\nARG A\nENV A=1 B=$A\n",
            "FROM debian:13-slim\nENV PATH=/app/bin:$PATH\n",
            "FROM debian:13-slim\nENV A=1 B=${C:-$C} C='$A'\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in file.graph.uses:
            node = use.instruction
            if use.kind == "docker" and use.definition is None and isinstance(node, Env) and _is_set_beside(use, node):
                yield self.at(use.span, f"`{use.name}` is empty here: this ENV sets it only now", subject=use)


def _is_set_beside(use: Use, node: Env) -> bool:
    """Whether another pair of the same ENV sets the variable; PATH has a value from the start."""
    if use.name == "PATH" or len(node.pairs) == 1:
        return False
    own = [pair for pair in node.pairs if pair.value is not None and pair.value.first <= use.first < pair.value.last]
    return any(pair.name == use.name for pair in node.pairs if pair not in own)
