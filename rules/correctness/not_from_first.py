from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import BY_KEYWORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class NotFromFirst(Rule):
    """An instruction in front of the first FROM.

    ## What it flags
    Everything but ARG that stands there, and files without any FROM.

    ## Why it is bad
    There is no image yet that it could change: the build stops.

    ## What to do
    Begin with FROM. ARGs that FROM needs, comments and parser directives may stand above it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#from
    """

    name = "not-from-first"
    aliases = (
        "hadolint:DL3061",
        "dockerfile-utils:NO_SOURCE_IMAGE",
        "dockerfilelint:from_first",
        "redcoolbeans:from_first",
        "slim:ID.20009",
        "buddy:EI0002",
        "droast:DF037",
    )
    severity = "error"
    on = ("@file =begins-otherwise",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    examples = Examples(
        bad=(
            Example("LABEL a=b\nFROM debian:13-slim\nRUN one\n", lines=(1,)),
            Example("ARG TAG=13\nENV TAG=$TAG\nFROM debian:$TAG\n", lines=(2,)),
        ),
        good=(
            "# syntax=docker/dockerfile:1\n# comment\nARG TAG=13\nFROM debian:$TAG\nENV A=1\n",
            "from debian:13-slim\nrun one\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        implied = [node for stage in file.stages if stage.is_implied for node in stage.instructions]
        for node in [*file.graph.preamble, *implied]:
            if node.keyword != "ARG" and node.keyword in BY_KEYWORD:
                yield self.at(node.keyword_word, f"{node.keyword} stands in front of the first FROM")
