from __future__ import annotations

from dockerlint.graph.predefined import AUTOMATIC
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.lint.spelling import nearest
from dockerlint.rules.correctness._undefined import in_from, undefined_uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UndefinedVariableInFrom(Rule):
    """FROM uses a variable that no ARG above the first FROM declares.

    ## What it flags
    `$NAME` in a FROM line that is no build argument of BuildKit's own (`BUILDPLATFORM`) and has no ARG in
    front of the first FROM. An ARG inside a stage does not count there.

    ## Why it is bad
    It is empty, and `--build-arg` cannot set it: the image's name is broken, or another image's.

    ## What to do
    Declare it above the first FROM, with a default: `ARG NAME=value`.

    ## Sources
    - https://docs.docker.com/reference/build-checks/undefined-arg-in-from/
    - https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact
    """

    name = "undefined-variable-in-from"
    aliases = (
        "buildkit:UndefinedArgInFrom",
        "dockerfile-utils:BASE_NAME_EMPTY",
        "dockadvisor:UndefinedArgInFrom",
    )
    severity = "error"
    on = ("@file FROM ~$",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:$RELEASE\nRUN one\n", lines=(1,)),
            Example("FROM debian:13 AS a\nARG RELEASE=13\nFROM debian:$RELEASE\n", lines=(3,)),
            Example(
                "ARG RELEASE=13\nFROM --platform=$BUILDPLATFROM debian:$RELAESE\n",
                lines=(2, 2),
                fixed="ARG RELEASE=13\nFROM --platform=$BUILDPLATFORM debian:$RELEASE\n",
            ),
        ),
        good=(
            "ARG RELEASE=13\nFROM --platform=$BUILDPLATFORM debian:$RELEASE\n",
            "FROM debian:${RELEASE:-13}\nRUN echo $RELEASE\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in undefined_uses(file):
            if in_from(use) and use.name not in AUTOMATIC:
                meant = nearest(use.name, [*file.graph.globals.scope, *sorted(AUTOMATIC)])
                hint = f"; did you mean `{meant}`?" if meant else ""
                message = f"no ARG in front of the first FROM declares `{use.name}`{hint}"
                yield self.at(use.span, message, subject=(use, meant))
