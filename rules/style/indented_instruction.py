from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class IndentedInstruction(Rule):
    """An instruction that is indented.

    ## What it flags
    Blanks in front of an instruction's keyword.

    ## Why it is bad
    Instructions stand one behind the other, not inside each other: the indentation says something that is not so.

    ## What to do
    Begin the line with the keyword.

    ## Options
    - `in-stages`: instructions of a stage are indented below its FROM. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "indented-instruction"
    aliases = ("tally:consistent-indentation",)
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    options = {"in-stages": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\n\x20 RUN one\n", fixed="FROM debian:13-slim\nRUN one\n"),
            Example("FROM debian:13-slim\nRUN one\n\tUSER app\n", fixed="FROM debian:13-slim\nRUN one\nUSER app\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN one && \\\n    two\n",
            "FROM debian:13-slim\nRUN <<EOF\n  RUN one\nEOF\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for node in file.tree.instructions:
            if node.full_start == node.start or (self.option["in-stages"] and node.keyword != "FROM"):
                continue
            if not file.tree.text[node.full_start : node.start].strip(" \t"):
                yield self.at(node.keyword_word, f"{node.keyword} is indented", subject=(node.full_start, node.start))
