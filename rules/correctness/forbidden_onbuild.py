from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction

_FORBIDDEN = ("ONBUILD", "FROM", "MAINTAINER")


class ForbiddenOnbuild(Rule):
    """ONBUILD with an instruction that it may not hold.

    ## What it flags
    `ONBUILD ONBUILD`, `ONBUILD FROM` and `ONBUILD MAINTAINER`.

    ## Why it is bad
    Docker refuses them.

    ## What to do
    Delete the line, or give ONBUILD another instruction.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#onbuild-limitations
    """

    name = "forbidden-onbuild"
    aliases = (
        "hadolint:DL3043",
        "redcoolbeans:onbuild_disallowed",
        "buddy:EI0004",
        "tally:invalid-onbuild-trigger",
        "dockerfile-utils:ONBUILD_CHAINING_DISALLOWED",
        "dockerfile-utils:ONBUILD_TRIGGER_DISALLOWED",
    )
    severity = "error"
    on = ("ONBUILD",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nONBUILD ONBUILD RUN one\n", lines=(2,)),
            Example("FROM debian:13-slim\nonbuild from debian:12\nONBUILD MAINTAINER me\n", lines=(2, 3)),
        ),
        good=(
            "FROM debian:13-slim\nONBUILD COPY . /src\n",
            'FROM debian:13-slim\nONBUILD RUN echo "FROM here"\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        inner = node.inner
        if inner is not None and inner.keyword in _FORBIDDEN:
            yield self.at(inner.keyword_word, f"ONBUILD may not hold {inner.keyword}")
