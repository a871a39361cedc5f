from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class StageByNumber(Rule):
    """A stage named by its number.

    ## What it flags
    `COPY --from=0` and `RUN --mount=from=0` of a stage of the file.

    ## Why it is bad
    The number changes with every stage that is put in front, and the build copies from another one without a word.

    ## What to do
    Give the stage a name (`FROM golang AS build`) and use it.

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/#name-your-build-stages
    """

    name = "stage-by-number"
    aliases = ("droast:DF023", "kics:68a51e22")
    severity = "info"
    on = ("@stage COPY",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM golang:1.25\nRUN go build\nFROM scratch\nCOPY --from=0 /a /a\n",
            Example(
                "FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=0 /a /a\n",
                fixed="FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /a /a\n",
            ),
        ),
        good=(
            "FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /a /a\n",
            "FROM golang:1.25 AS 0a\nFROM scratch\nCOPY --from=busybox:1 /a /a\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for edge in stage.edges:
            if edge.kind != "from" and edge.source is not None and edge.written.isdigit() and not edge.trigger:
                yield self.at(edge.span, f"`{edge.written}` is the number of a stage: give it a name", subject=edge)
