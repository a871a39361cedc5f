from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RunTimeSettingsOutOfOrder(Rule):
    """ENTRYPOINT or CMD in the middle of a stage.

    ## What it flags
    STOPSIGNAL, HEALTHCHECK, ENTRYPOINT and CMD in front of an instruction that changes files (RUN, COPY, ADD) of
    the image's own stage.

    ## Why it is bad
    What the container starts is what a reader looks for at the end.

    ## What to do
    Move them to the end of the stage.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "run-time-settings-out-of-order"
    aliases = ("tally:epilogue-order",)
    severity = "style"
    on = ("@stage",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM debian:13-slim\nCMD ["serve"]\nCOPY serve /serve\n',
                fixed='FROM debian:13-slim\nCOPY serve /serve\nCMD ["serve"]\n',
            ),
            Example(
                'FROM debian:13-slim\nSTOPSIGNAL SIGQUIT\nRUN one\nCMD ["x"]\n',
                fixed='FROM debian:13-slim\nRUN one\nSTOPSIGNAL SIGQUIT\nCMD ["x"]\n',
            ),
        ),
        good=(
            'FROM debian:13-slim\nCOPY serve /serve\nENTRYPOINT ["serve"]\nCMD ["-v"]\n',
            'FROM debian:13-slim AS a\nCMD ["x"]\nRUN one\nFROM debian:13-slim\nCOPY a b\n',
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if stage is not file.graph.target:
            return
        nodes = stage.instructions
        last = max((index for index, node in enumerate(nodes) if node.keyword in ("RUN", "COPY", "ADD")), default=-1)
        early = [node for node in nodes[: max(last, 0)] if node.keyword in _SETTINGS]
        if early:
            yield self.at(
                early[0].keyword_word,
                f"{early[0].keyword} stands in front of line {nodes[last].start_line}, which changes files",
                subject=(stage, early, last),
            )


_SETTINGS = ("STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD")
