from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class InstructionInRun(Rule):
    """An instruction's name inside a RUN.

    ## What it flags
    `RUN`, `COPY`, `ENV` and other instructions, in capitals, where a command stands: behind `&&`, or on the next
    line of a RUN whose backslash was left over.

    ## Why it is bad
    The shell looks for a program of that name, and the build stops there.

    ## What to do
    Delete the word, or the backslash in front of it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "instruction-in-run"
    severity = "error"
    on = ("$RUN", "$COPY", "$ADD", "$ENV", "$WORKDIR", "$FROM", "$CMD", "$USER", "$EXPOSE", "$ENTRYPOINT")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get update && \\\n    RUN apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN make && \\\nCOPY a /b\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN echo COPY && make RUN\n",
            "FROM debian:13-slim\nRUN apt-get update && \\\n    run parts\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.name_word is not None and command.name_word.raw == command.name:
            yield self.at(command.name_word, f"`{command.name}` inside RUN is no program", subject=(command, run))
