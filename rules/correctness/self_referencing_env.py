from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._undefined import undefined_uses
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
            Example(
                "FROM debian:13-slim\nENV A=1 B=$A\n", lines=(2,), fixed="FROM debian:13-slim\nENV A=1\nENV B=$A\n"
            ),
            Example(
                "FROM debian:13-slim\nENV APP_HOME=/app X=1 \\\n    # data\n    DATA=${APP_HOME}/data \\\n    Y=2\n",
                lines=(4,),
                fixed="FROM debian:13-slim\nENV APP_HOME=/app X=1\n# data\nENV DATA=${APP_HOME}/data \\\n    Y=2\n",
            ),
            Example("FROM debian:13-slim\nENV A=$B B=1\n", refused="is set behind its use"),
        ),
        good=(
            "FROM debian:13-slim\nENV A=1\nENV B=$A\n",
            "FROM debian:13-slim\nARG A\nENV A=1 B=$A\n",
            "FROM debian:13-slim\nENV PATH=/app/bin:$PATH\n",
            "FROM debian:13-slim\nENV A=1 B=${C:-$D} C='$A'\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in undefined_uses(file):
            node = use.instruction
            if isinstance(node, Env) and _is_set_beside(use, node):
                what = "has its old value" if use.name == "PATH" else "is empty"
                yield self.at(use.span, f"`{use.name}` {what} here: this ENV sets it only now", subject=use)


def _is_set_beside(use: Use, node: Env) -> bool:
    """Whether another pair of the same ENV sets the variable."""
    own = [pair for pair in node.pairs if pair.value is not None and pair.value.first <= use.first < pair.value.last]
    return any(pair.name == use.name for pair in node.pairs if pair not in own)
