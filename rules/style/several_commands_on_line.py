from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class SeveralCommandsOnLine(Rule):
    """Several commands on one line.

    ## What it flags
    A RUN in shell form that chains three or more commands with `&&` on one line.

    ## Why it is bad
    A change of one command shows as a change of the whole line.

    ## What to do
    Write one command a line, and indent the lines behind the first.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    """

    name = "several-commands-on-line"
    aliases = ("tally:newline-per-chained-call",)
    severity = "style"
    on = ("RUN ~&&",)
    groups = {"strict": {}}
    not_in = {"heredoc": "a here-document has lines of its own"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN one && two && three\n",
                fixed="FROM debian:13-slim\nRUN one && \\\n    two && \\\n    three\n",
            ),
            Example(
                ("FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"),
                fixed=(
                    "FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y curl && \\\n"
                    "    rm -rf /var/lib/apt/lists/*\n"
                ),
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN one && two\n",
            "FROM debian:13-slim\nRUN one && \\\n    two && \\\n    three\n",
            'FROM debian:13-slim\nRUN one "a && b && c"\n',
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.is_json or node.spans_lines() or node.heredocs or "&&" not in node.line.text:
            return
        chained = [
            one for one in file.commands(node) if one.connector == "&&" and not one.context and one.scope is None
        ]
        if len(chained) > 1:
            yield self.at(node.keyword_word, f"{len(chained) + 1} commands on one line", subject=(node, chained))
