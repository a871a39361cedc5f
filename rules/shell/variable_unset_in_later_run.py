from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class VariableUnsetInLaterRun(Rule):
    """A variable of ENV that a RUN unsets.

    ## What it flags
    `unset NAME` in RUN of a variable that an ENV of the file sets.

    ## Why it is bad
    It holds for that RUN alone: later instructions and the container still have the variable, and its value stays
    in the image's history.

    ## What to do
    Write `ARG` instead of ENV, or set the variable in the RUN that needs it. A secret: mount it
    (`--mount=type=secret,env=NAME`).

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#env
    """

    name = "variable-unset-in-later-run"
    aliases = ("sonar:S6581",)
    on = ("$unset",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV TOKEN=a\nRUN unset TOKEN\n",
            "FROM debian:13-slim\nENV A=b\nRUN make && unset A\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN export A=b && make && unset A\n",
            "FROM debian:13-slim\nENV A=b\nRUN unset B\n",
            "FROM debian:13-slim\nENV HTTP_PROXY=a\nRUN unset HTTP_PROXY && make\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(run)
        if any(one.name != "unset" for one in commands[commands.index(command) :]):
            return  # what follows in the RUN is meant to run without it
        definitions = file.graph.definitions_in_force(run)
        for word in command.arguments:
            definition = definitions.get(word.text)
            if definition is not None and definition.keyword == "ENV":
                yield self.at(
                    word, f"`{word.text}` is unset for this RUN alone: the container has it", subject=(command, run)
                )
