from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TooManyLayers(Rule):
    """An image with very many layers.

    ## What it flags
    More than 40 instructions that make layers (RUN, COPY, ADD) in the stages that make the image.

    ## Why it is bad
    Each layer is pulled and unpacked for itself, and file systems that stack them slow down; at 127 Docker gives
    up.

    ## What to do
    Join RUNs that belong together, and build in a stage of its own.

    ## Options
    - `most`: how many layers the file may add. Default: 40

    ## Sources
    - https://docs.docker.com/engine/storage/drivers/
    """

    name = "too-many-layers"
    aliases = ("slim:ID.20020", "dockerfile-doctor:DD064")
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    options = {"most": 40}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one\nRUN two\nRUN three\n", options={"most": 2}),
            Example("FROM debian:13-slim\nCOPY a b\nADD c d\nRUN e\n", options={"most": 2}),
        ),
        good=(
            Example("FROM debian:13-slim\nRUN one\nRUN two\n", options={"most": 2}),
            Example(
                ("FROM debian:13-slim AS x\nRUN one\nRUN two\nRUN three\nFROM scratch\nCOPY --from=x /a /b\n"),
                options={"most": 2},
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        most = self.option["most"]
        stages = file.graph.shipped
        count = sum(node.keyword in ("RUN", "COPY", "ADD") for stage in stages for node in stage.steps)
        if isinstance(most, int) and count > most:
            yield self.at(stages[0].instruction.keyword_word, f"the file adds {count} layers", subject=stages[0])
