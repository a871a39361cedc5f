from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cache.common import reaches_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class TemporaryDirectoryLeft(Rule):
    """A temporary directory that stays in the layer.

    ## What it flags
    `mktemp -d` in a RUN that deletes nothing afterwards.

    ## Why it is bad
    What was left in it stays in the layer, under a name that differs with every build: the layer is never the same.

    ## What to do
    End the RUN with `rm -rf "$dir"`, or begin it with `trap 'rm -rf "$dir"' EXIT`.

    ## Sources
    - https://www.gnu.org/software/coreutils/manual/html_node/mktemp-invocation.html
    """

    name = "temporary-directory-left"
    aliases = ("parfum:rmRecursiveAfterMktempD",)
    severity = "info"
    on = ("$mktemp",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN dir="$(mktemp -d)" && make DESTDIR="$dir"\n',
            'FROM debian:13-slim\nRUN cd "$(mktemp -d)" && curl -fsSLO https://example.com/a\n',
        ),
        good=(
            'FROM debian:13-slim\nRUN dir="$(mktemp -d)" && make DESTDIR="$dir" && rm -rf "$dir"\n',
            "FROM debian:13-slim\nRUN mktemp /tmp/a.XXX\n",
            ('FROM debian:13-slim AS x\nRUN cd "$(mktemp -d)" && make\nFROM scratch\nCOPY --from=x /a /a\n'),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if (
            not command.has("-d", "--directory", "-td", "-dt")
            or command.name_word is None
            or not reaches_image(file, run)
        ):
            return
        commands = file.commands(run)
        following = commands[commands.index(command) + 1 :]
        if not any(one.name in ("rm", "rmdir", "trap", "find", "mv") for one in following):
            yield self.at(command.name_word, "the temporary directory stays in the layer", subject=(command, run))
