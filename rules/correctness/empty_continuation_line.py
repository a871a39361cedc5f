from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class EmptyContinuationLine(Rule):
    r"""An empty line inside a continued instruction.

    ## What it flags
    Lines with nothing but white space behind a line that ends in `\`. Comment lines are fine.

    ## Why it is bad
    Docker skips them today and has announced that they will be errors. The reader takes the instruction for
    ended.

    ## What to do
    Delete the empty lines, or write a comment in their place.

    ## Sources
    - https://docs.docker.com/reference/build-checks/no-empty-continuation/
    """

    name = "empty-continuation-line"
    aliases = ("buildkit:NoEmptyContinuation", "dockerfile-utils:EMPTY_CONTINUATION_LINE", "dockerfile-doctor:DD076")
    on = ("@file =empty-lines",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    not_in = {"heredoc": "a here-document has no continuation lines"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN one && \\\n\n    two && \\\n  \n    three\n",
                lines=(3,),
                fixed="FROM debian:13-slim\nRUN one && \\\n    two && \\\n    three\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN one && \\\n    # why\n\n\n    two\n",
                fixed="FROM debian:13-slim\nRUN one && \\\n    # why\n    two\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN one && \\\n    #\n    two\n\nRUN three\n",
            "FROM debian:13-slim\nRUN <<EOF\none\n\ntwo\nEOF\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for node in file.tree.instructions:
            if node.empty_lines:
                first = node.empty_lines[0]
                start = node.start + _line_start(node.text, first - node.start_line)
                count = len(node.empty_lines)
                lines = "an empty line" if count == 1 else f"{count} empty lines"
                yield self.at((start, start), f"{lines} inside a continued {node.keyword}", subject=node)


def _line_start(text: str, number: int) -> int:
    position = 0
    for _ in range(number):
        position = text.find("\n", position) + 1
    return position
