from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class LongFile(Rule):
    """A file that is too long to read.

    ## What it flags
    A Dockerfile with more than 200 lines, comments and empty lines left out.

    ## Why it is bad
    Nobody sees any more what depends on what.

    ## What to do
    Make scripts of long RUNs, and files of stages that stand for themselves.

    ## Options
    - `most`: how many lines a file may have. Default: 200

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "long-file"
    aliases = ("tally:max-lines",)
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    options = {"most": 200}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one\nRUN two\n", options={"most": 2}),
            Example("FROM debian:13-slim\nRUN one && \\\n    two\n", options={"most": 2}),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n",
            Example("# a\n# b\n\nFROM debian:13-slim\nRUN one\n", options={"most": 2}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        most = self.option["most"]
        if not isinstance(most, int) or file.tree.line_count <= most:
            return
        nodes = file.tree.instructions
        lines = sum(node.end_line - node.start_line + 1 - len(node.inner_comments) for node in nodes)
        if lines > most and nodes:
            yield self.at(nodes[0].keyword_word, f"{lines} lines of instructions", subject=file)
