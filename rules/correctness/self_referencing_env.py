from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._undefined import base_may_set, undefined_uses
from dockerlint.syntax.instructions import Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SelfReferencingEnv(Rule):
    """An ENV that uses a variable which it sets itself.

    ## What it flags
    `ENV A=1 B=$A`, where nothing has set A before. What is extended beside (`PATH=/a:$PATH`) is left alone: its old
    value may be meant.

    ## Why it is bad
    All values of one ENV see the variables as they were in front of it: B is empty, not `1`, or what the base image
    has set.

    ## What to do
    Use two ENV instructions, or write the value twice.

    ## Options
    - `any-stage`: a name that any instruction above sets counts as set, in another stage too; this is how
      hadolint reads it. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#environment-replacement
    """

    name = "self-referencing-env"
    aliases = ("hadolint:DL3044", "droast:DF062")
    severity = "error"
    on = ("@file ENV ~$",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"any-stage": True}}
    options = {"any-stage": False}
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
            "FROM debian:13-slim\nENV PATH=/app/bin:$PATH TOOL_PATH=/tool/bin:$PATH\n",
            Example("FROM a:1\nENV A=1\nFROM b:1\nENV A=1 B=$A\n", options={"any-stage": True}),
            "FROM debian:13-slim\nENV A=1 B=${C:-$D} C='$A'\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in undefined_uses(file):
            node = use.instruction
            if not isinstance(node, Env) or not _is_set_beside(use, node) or self._is_known(use, file):
                continue
            if self.option["any-stage"] or not _is_extended(use, node):
                what = "has its old value" if use.name == "PATH" or _base_may_set(use, file) else "is empty"
                yield self.at(use.span, f"`{use.name}` {what} here: this ENV sets it only now", subject=use)

    def _is_known(self, use: Use, file: Dockerfile) -> bool:
        """Whether an instruction above sets the variable in a stage that does not count here."""
        index = use.instruction.index
        return bool(self.option["any-stage"]) and any(
            one.name == use.name and one.instruction.index < index for one in file.graph.definitions
        )


def _base_may_set(use: Use, file: Dockerfile) -> bool:
    stage = file.graph.stage_of(use.instruction)
    return stage is not None and base_may_set(stage, use.name)


def _is_set_beside(use: Use, node: Env) -> bool:
    """Whether another pair of the same ENV sets the variable."""
    own = [pair for pair in node.pairs if pair.value is not None and pair.value.first <= use.first < pair.value.last]
    return any(pair.name == use.name for pair in node.pairs if pair not in own)


def _is_extended(use: Use, node: Env) -> bool:
    """Whether what is set beside is the old value with more: then the old one is there and may be meant."""
    values = [pair.value.value for pair in node.pairs if pair.name == use.name and pair.value is not None]
    return any(f"${use.name}" in value or f"${{{use.name}}}" in value for value in values)
