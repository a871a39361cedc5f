from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class DownloadUnpackedInPipe(Rule):
    """A download piped into tar where ADD does both.

    ## What it flags
    `curl … | tar x` as the only commands of a RUN, with a constant address.

    ## Why it is bad
    The failure of curl goes unnoticed in the pipe, and curl has to be installed for it.

    ## What to do
    `ADD --unpack=true --checksum=sha256:… https://example.com/a.tgz /opt/`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#add---unpack
    """

    name = "download-unpacked-in-pipe"
    aliases = ("tally:prefer-add-unpack",)
    severity = "style"
    on = ("$tar",)
    groups = {"strict": {}}
    not_in = {"heredoc": "only a RUN that does nothing else can become an ADD"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/a.tgz | tar xz -C /opt\n",
            "FROM debian:13-slim\nRUN wget -qO- https://example.com/a.tgz | tar -xzf - -C /opt\n",
        ),
        good=(
            ("FROM debian:13-slim\nRUN curl -fsSL https://example.com/a.tgz | tar xz --strip-components=1 -C /opt\n"),
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/a.tgz | tar xz && make\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(run)
        if len(commands) != len(("curl", "tar")) or command is not commands[1] or command.connector != "|":
            return
        fetcher = commands[0]
        plain = not command.has("--strip-components", "--strip", "--exclude", "--wildcards")
        constant = any("://" in word.text and "$" not in word.raw for word in fetcher.arguments)
        if fetcher.name in ("curl", "wget") and plain and constant and command.name_word is not None:
            message = "`ADD --unpack` fetches and unpacks, and its failures show"
            yield self.at(command.name_word, message, subject=(command, run))
