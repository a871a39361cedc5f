from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UnusedStage(Rule):
    """A stage that nothing in the file needs.

    ## What it flags
    A stage without a name that no FROM, `COPY --from` or `RUN --mount=from=` leads to from the last stage on,
    and one whose name a later stage takes over.

    ## Why it is bad
    BuildKit never builds it: what it says is done is not done. Often two FROM lines are meant to add up,
    which they do not.

    ## What to do
    Delete the stage, or copy from it what is wanted. A stage that is built with `--target` needs a name.

    ## Options
    - `named`: also raise it for stages with a name, which somebody may build with `--target`. Default: false

    ## Limits
    Docker's old builder, without BuildKit, does build such stages.

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage
    """

    name = "unused-stage"
    aliases = (
        "tally:no-unreachable-stages",
        "dockerfile-doctor:DD066",
    )
    on = ("@file FROM again",)
    groups = {"recommended": {}, "strict": {"named": True}}
    options = {"named": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nRUN one\n\n# tools\nFROM golang:1.27\nFROM alpine:3.23\nCOPY --from=1 /a /b\n",
                lines=(1,),
                fixed="# tools\nFROM golang:1.27\nFROM alpine:3.23\nCOPY --from=0 /a /b\n",
            ),
            Example(
                "FROM a:1 AS x\nFROM b:1 AS x\nFROM c:1\nCOPY --from=x /a /b\n",
                lines=(1,),
                fixed="FROM b:1 AS x\nFROM c:1\nCOPY --from=x /a /b\n",
            ),
            Example(
                "FROM a:1 AS test\n# one\nRUN one\nFROM b:1\nRUN two\n",
                options={"named": True},
                refused="comments in the stage would be lost",
            ),
        ),
        good=(
            "FROM golang:1.27\nRUN one\n\nFROM debian:13\nCOPY --from=0 /a /b\n",
            "FROM a:1 AS test\nRUN one\nFROM b:1\nRUN two\n",
            "ARG BASE=x\nFROM a:1 AS x\nFROM b:1 AS y\nFROM $BASE\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        graph = file.graph
        if len(graph.stages) < 2 or graph.stages[-1] is not graph.target:
            return  # with --target somebody builds stages by name, and who knows which others
        needed = set(graph.reachable(any_arguments=True))
        later: set[str] = set()
        for stage in reversed(graph.stages):
            if stage not in needed and (not stage.name or stage.name in later or self.option["named"]):
                yield self.at(stage.instruction.keyword_word, f"nothing needs {_shown(stage)}", subject=stage)
            later.add(stage.name)


def _shown(stage: Stage) -> str:
    return f"the stage `{stage.name}`" if stage.name else f"this stage, number {stage.index}, and it has no name"
