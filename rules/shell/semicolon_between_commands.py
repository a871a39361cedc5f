from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class SemicolonBetweenCommands(Rule):
    """Commands of a RUN that go on whatever fails.

    ## What it flags
    `;` or a line feed between commands of a RUN in which no `set -e` is on and no SHELL has `-e`.

    ## Why it is bad
    Only the last command's failure stops the build: what came before may have failed unseen.

    ## What to do
    Write `&&`, or begin with `set -e`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run
    """

    name = "semicolon-between-commands"
    aliases = ("dockerfile_lint:no_ampersand_usage",)
    severity = "info"
    on = ("RUN ~;", "RUN <<")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get update; apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN make ; make install ; rm -rf /src\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN set -e; apt-get update; apt-get install -y curl\n",
            "FROM debian:13-slim\nRUN for i in a b; do echo $i; done\n",
            "FROM debian:13-slim\nRUN make || true; make install\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        if (";" not in node.line.text and not node.heredocs) or node.is_json:
            return
        commands = file.commands(node)
        options = None
        for index, command in enumerate(commands[1:], 1):
            before = commands[index - 1]
            if command.connector not in (";", "\n") or command.context or before.context or command.scope is not None:
                continue
            if before.connector == "||" or before.name in _HARMLESS or before.scope is not None:
                continue
            options = options or file.shell_options(node)
            if options[command].errexit is False:
                place = before.name_word or before
                yield self.at(place, f"nobody notices where `{before.name}` fails: use `&&`", subject=(before, node))
                return


_HARMLESS = ("", "cd", "echo", "exit", "export", "printf", "set", "true", ":", "unset")
