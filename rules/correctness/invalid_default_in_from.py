from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.expansion import ExpansionError, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class InvalidDefaultInFrom(Rule):
    """FROM names no image unless build arguments are given.

    ## What it flags
    A FROM line whose variables, with the defaults of their ARGs, make an empty or broken image name:
    `busybox:${TAG}` where TAG has no default. A base that is one variable as a whole is left alone: it asks
    for the image to build on.

    ## Why it is bad
    `docker build .` fails, and so do all tools that read the file without knowing the arguments.

    ## What to do
    Give the ARG a default, or the variable: `${TAG:-1.36}`.

    ## Options
    - `whole-name`: also raise it where the base is one variable as a whole. Default: false

    ## Sources
    - https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/
    """

    name = "invalid-default-in-from"
    aliases = ("buildkit:InvalidDefaultArgInFrom", "dockadvisor:InvalidDefaultArgInFrom")
    on = ("@file ARG",)
    groups = {"recommended": {}, "strict": {"whole-name": True}, "buildkit": {"whole-name": True}}
    options = {"whole-name": False}
    examples = Examples(
        bad=(
            Example("ARG TAG\nFROM busybox:${TAG}\n", lines=(2,)),
            Example("ARG REPOSITORY=\nFROM debian:13 AS a\nFROM $REPOSITORY/app:1 AS b\n", lines=(3,)),
            Example("ARG BASE\nFROM $BASE\n", options={"whole-name": True}),
        ),
        good=(
            "ARG TAG=1.36\nFROM busybox:${TAG}\n",
            "ARG VARIANT\nFROM busybox:stable${VARIANT}\n",
            "ARG TAG\nFROM busybox:${TAG:-1.36}\n",
            "ARG BASE\nFROM $BASE\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        graph = file.graph
        if not graph.globals.definitions:
            return
        for stage in graph.stages:
            word = stage.instruction.image
            if (
                word is None
                or "$" not in word.value
                or (not self.option["whole-name"] and _is_one_variable(word.value))
            ):
                continue
            uses = [use for use in graph.uses if use.instruction is stage.instruction and use.first >= word.first]
            empty = [use.name for use in uses if use.definition is not None and not use.definition.value]
            if not empty or any(use.definition is None for use in uses):
                continue
            name = _with_defaults(word.value, file, stage.instruction)
            if name is not None and (not name or graph.stage(name) is None) and parse_reference(name) is None:
                names = ", ".join(f"`{one}`" for one in dict.fromkeys(empty))
                yield self.at(word, f"without a value for {names} this is no image: `{name}`")


def _with_defaults(text: str, file: Dockerfile, node: Instruction) -> str | None:
    scope = file.graph.globals.scope

    def lookup(name: str) -> str | None:
        definition = scope.get(name)
        return definition.value if definition is not None else None

    try:
        return expand(text, lookup, node.escape)
    except ExpansionError:
        return None


def _is_one_variable(text: str) -> bool:
    name = text[1:].removeprefix("{").removesuffix("}")
    return text.startswith("$") and bool(name) and name.replace("_", "a").isalnum()
