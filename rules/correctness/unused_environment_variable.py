from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UnusedEnvironmentVariable(Rule):
    """An ENV that nobody can read.

    ## What it flags
    ENV of a stage from which files are only copied, behind the last RUN of that stage and of those built on it, where
    no instruction names the variable. Stages that have a CMD or an ENTRYPOINT may be built and run for themselves and
    are left alone, and so is everything that any program could read: what the target's image is made of, and what
    stands in front of a RUN.

    ## Why it is bad
    Neither a command nor the container gets the value. Mostly it is meant for the final stage, which does not have it.

    ## What to do
    Move it to the stage whose program reads it, or delete it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#env
    """

    name = "unused-environment-variable"
    on = ("@file ENV",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM golang:1.27 AS build\nRUN make\nENV PORT=80\nFROM scratch\nCOPY --from=build /app /app\n",
                lines=(3,),
                fixed="FROM golang:1.27 AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /app\n",
            ),
            Example(
                "FROM alpine:3.22 AS files\nENV A=1\nCOPY x /x\nFROM scratch\nCOPY --from=files /x /x\n",
                lines=(2,),
                fixed="FROM alpine:3.22 AS files\nCOPY x /x\nFROM scratch\nCOPY --from=files /x /x\n",
            ),
        ),
        good=(
            "FROM golang:1.27 AS build\nENV CGO_ENABLED=0\nRUN make\nFROM scratch\nCOPY --from=build /app /\n",
            "FROM alpine:3.22 AS base\nENV A=1\nFROM base AS build\nRUN make\nFROM scratch\nCOPY --from=build /a /a\n",
            "FROM alpine:3.22\nENV PORT=80\n",
            "FROM alpine:3.22 AS a\nENV DIR=/x\nCOPY x $DIR\nFROM scratch\nCOPY --from=a /x /x\n",
            'FROM alpine:3.22 AS dev\nENV A=1\nCMD ["x"]\nFROM scratch\nCOPY --from=dev /x /x\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        graph = file.graph
        shipped = graph.shipped
        for definition in graph.unused("ENV"):
            stage = graph.stage_of(definition.instruction)
            if definition.reaches_run or stage is None or stage in shipped or not _is_copied_from(stage, file):
                continue
            on_it = [one for one in file.stages if stage in one.bases]
            if any(node.keyword in ("CMD", "ENTRYPOINT", "ONBUILD") for one in on_it for node in one.instructions):
                continue
            if not any(one in shipped for one in on_it):
                message = f"nothing can read `{definition.name}`: only files are copied from this stage"
                yield self.at(definition.name_span, message, subject=definition)


def _is_copied_from(stage: Stage, file: Dockerfile) -> bool:
    return any(edge.source is stage and edge.kind in ("copy", "mount") for edge in file.graph.edges)
