from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class RvmArchivesKept(Rule):
    """What rvm has downloaded and compiled stays in the layer.

    ## What it flags
    `rvm install` in a RUN that does not call `rvm cleanup`.

    ## Why it is bad
    rvm keeps archives, sources and logs of each Ruby that it builds.

    ## What to do
    End the same RUN with `rvm cleanup all`.

    ## Sources
    - https://rvm.io/rvm/cleanup
    """

    name = "rvm-archives-kept"
    aliases = ("dockerfile_lint:no_rvm_cleanup_all",)
    severity = "info"
    on = ("$rvm",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN rvm install 3.4\n",
            'FROM debian:13-slim\nRUN bash -lc "rvm install 3.4 && gem install rake"\n',
        ),
        good=(
            "FROM debian:13-slim\nRUN rvm install 3.4 && rvm cleanup all\n",
            "FROM debian:13-slim\nRUN rvm use 3.4\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        cleaned = any(one.name == "rvm" and one.subcommand() == "cleanup" for one in file.commands(run))
        if command.subcommand() == "install" and command.name_word is not None and not cleaned:
            yield self.at(
                command.name_word, "`rvm install` keeps archives and sources: add `rvm cleanup all`", subject=command
            )
