from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CopyFromOwnStage(Rule):
    """`--from` names the stage it stands in.

    ## What it flags
    `COPY --from` and `RUN --mount=from=` with the name or the number of their own stage.

    ## Why it is bad
    The build fails: a stage is there to copy from when it is finished.

    ## What to do
    Name an earlier stage; inside one stage, move or copy files with RUN.

    ## Options
    - `only-names`: look at COPY and at names alone, as hadolint does. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---from
    """

    name = "copy-from-own-stage"
    aliases = ("hadolint:DL3023", "trivy:DS-0006", "kics:cdddb86f", "buddy:EC0001", "droast:DF050")
    severity = "error"
    on = ("@stage COPY --from", "@stage RUN --mount")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"only-names": True}}
    options = {"only-names": False}
    not_in = {"onbuild": "a trigger may name the stages of another file"}
    examples = Examples(
        bad=(
            Example("FROM debian:13 AS build\nCOPY --from=build /a /b\n", lines=(2,)),
            Example("FROM debian:13\nCOPY --from=0 /a /b\n", lines=(2,)),
            "FROM debian:13 AS x\nFROM debian:13 AS y\nRUN --mount=type=bind,from=Y,target=/y one\n",
        ),
        good=(
            "FROM debian:13 AS build\nFROM build AS test\nCOPY --from=build /a /b\n",
            "FROM debian:13 AS x\nFROM debian:13 AS x2\nCOPY --from=0 /a /b\n",
            Example("FROM debian:13\nCOPY --from=0 /a /b\n", options={"only-names": True}),
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        only_names = bool(self.option["only-names"])
        for edge in stage.edges:
            if edge.problem != "self" or edge.trigger:
                continue
            if only_names and (edge.kind != "copy" or edge.written.isdigit()):
                continue
            yield self.at(edge.span, f"`{edge.written}` is the stage that this stands in")
