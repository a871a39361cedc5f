from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CopyFromEmptyStage(Rule):
    """COPY from a stage that holds nothing.

    ## What it flags
    `COPY --from` and `RUN --mount=from=` of a stage that begins with `scratch` and neither copies nor runs
    anything.

    ## Why it is bad
    There is no file to copy: the build stops there.

    ## What to do
    Name the stage that makes the files.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "copy-from-empty-stage"
    aliases = ("tally:copy-from-empty-scratch-stage",)
    severity = "error"
    on = ("@stage COPY --from",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM scratch AS empty\nFROM debian:13-slim\nCOPY --from=empty /a /b\n",
            "FROM scratch AS empty\nLABEL a=b\nFROM debian:13-slim\nCOPY --from=0 /a /b\n",
        ),
        good=(
            "FROM scratch AS data\nCOPY a /a\nFROM debian:13-slim\nCOPY --from=data /a /b\n",
            "FROM debian:13-slim AS base\nFROM debian:13-slim\nCOPY --from=base /etc/hosts /b\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for edge in stage.edges:
            source = edge.source
            if edge.kind == "copy" and source is not None and source.bases[-1].is_scratch and not edge.trigger:
                steps = [step for link in source.bases for step in link.steps]
                if not any(step.keyword in ("COPY", "ADD", "RUN", "WORKDIR", "ONBUILD") for step in steps):
                    yield self.at(edge.span, f"the stage `{edge.written}` holds nothing", subject=edge)
