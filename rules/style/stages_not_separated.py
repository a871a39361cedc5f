from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From


class StagesNotSeparated(Rule):
    """A stage that begins right behind another one.

    ## What it flags
    A second or later FROM without an empty line in front of it and of the comments above it.

    ## Why it is bad
    Stages are what a reader looks for first.

    ## What to do
    Leave an empty line in front of the stage.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "stages-not-separated"
    aliases = ("tally:newline-between-instructions",)
    severity = "style"
    on = ("FROM",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN one\nFROM debian:13-slim\n",
                fixed="FROM debian:13-slim\nRUN one\n\nFROM debian:13-slim\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN one\n# run-time\nFROM debian:13-slim\n",
                fixed="FROM debian:13-slim\nRUN one\n\n# run-time\nFROM debian:13-slim\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n\nFROM debian:13-slim\n",
            "# the base\nFROM debian:13-slim\n",
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        if stage is None or stage.index == 0 or node.in_onbuild:
            return
        start = node.comments[0].full_start if node.comments else node.full_start
        before = file.tree.text[:start].rstrip("\r\n")
        if file.tree.text[len(before) : start].count("\n") < len("\n\n"):
            yield self.at(node.keyword_word, "no empty line in front of the stage", subject=start)
