from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class MissingArguments(Rule):
    """An instruction without the arguments that it needs.

    ## What it flags
    ADD and COPY with fewer than two arguments, and other instructions with none. CMD and ENTRYPOINT may be empty:
    that takes away what the base image has.

    ## Why it is bad
    The build stops before its first step. RUN alone starts a shell that does nothing.

    ## What to do
    Complete the line, or delete it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "missing-arguments"
    aliases = (
        "dockerfile-utils:ARGUMENT_MISSING",
        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_ONE",
        "dockerfile-utils:ARGUMENT_REQUIRES_AT_LEAST_TWO",
        "dockerfile-utils:ARGUMENT_REQUIRES_ONE",
        "dockerfilelint:required_params",
        "dockerfilelint:missing_args",
        "slim:ID.20004",
        "slim:ID.20014",
        "slim:ID.20016",
        "dockerfile-doctor:DD047",
        "dockadvisor:MissingArguments",
    )
    severity = "error"
    on = (
        "ADD",
        "ARG",
        "COPY",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    )
    groups = {"recommended": {}, "strict": {}}
    not_in = {"heredoc": "a here-document is an argument"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY app.py\n",
            "FROM debian:13-slim\nRUN\n",
            "FROM debian:13-slim\nWORKDIR\nEXPOSE\n",
        ),
        good=(
            "FROM debian:13-slim\nCMD\nENTRYPOINT []\nSHELL []\n",
            "FROM debian:13-slim\nCOPY app.py .\n",
            "FROM debian:13-slim\nRUN true\n",
            "FROM debian:13-slim\nRUN <<EOF\nmake\nEOF\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if node.last > node.first and node.keyword not in ("ADD", "COPY", "SHELL", "VOLUME", "RUN"):
            return
        words = node.words
        if node.keyword in ("ADD", "COPY"):
            if len(words) < len(("source", "destination")):
                yield self.at(node, f"`{node.keyword}` needs a source and a destination", subject=node)
        elif not words and not node.heredocs and not (node.keyword == "SHELL" and node.is_json):
            yield self.at(node, f"`{node.keyword}` without arguments", subject=node)
