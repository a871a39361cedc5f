from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class NoStage(Rule):
    """A file without FROM.

    ## What it flags
    A Dockerfile with instructions and no FROM.

    ## Why it is bad
    The build stops before its first step: "no build stage in current context".

    ## What to do
    Begin with FROM; `FROM scratch` where nothing is needed.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "no-stage"
    aliases = (
        "dockerfile-utils:NO_SOURCE_IMAGE",
        "tally:require-stages",
        "slim:ID.20001",
        "slim:ID.20002",
        "slim:ID.20003",
        "buddy:EF0001",
    )
    severity = "error"
    on = ("@file =begins-otherwise",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "ARG VERSION=1\n",
            "# a comment\nRUN true\n",
        ),
        good=(
            "ARG VERSION=1\nFROM debian:13-slim\n",
            "FROM scratch\nCOPY a /a\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if file.tree.instructions and all(stage.is_implied for stage in file.stages):
            yield self.at(
                file.tree.instructions[0].keyword_word, "the file has no FROM", subject=file.tree.instructions[0]
            )
