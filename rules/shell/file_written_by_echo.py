from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class FileWrittenByEcho(Rule):
    """A file of several lines that echo writes.

    ## What it flags
    `echo` or `printf` of a text with two or more line feeds in it into a file, in a RUN that does nothing else.

    ## Why it is bad
    Quotes, backslashes and dollars are read by the shell and by echo, each in its own way; busybox and dash differ.

    ## What to do
    `COPY <<EOF /etc/app.conf` with the lines as they are.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#here-documents
    """

    name = "file-written-by-echo"
    aliases = ("tally:prefer-copy-heredoc",)
    severity = "style"
    on = ("$echo", "$printf")
    groups = {"strict": {}}
    not_in = {"heredoc": "only a RUN that does nothing else can become a COPY"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN printf 'a=1\\nb=2\\nc=3\\n' > /etc/app.conf\n",
            'FROM debian:13-slim\nRUN echo "a\\nb\\nc" > /etc/app.conf\n',
        ),
        good=(
            "FROM debian:13-slim\nCOPY <<EOF /etc/app.conf\na=1\nEOF\n",
            'FROM debian:13-slim\nRUN echo "a" > /etc/app.conf\n',
            "FROM debian:13-slim\nRUN printf '%s\\n%s\\n' a b | sort\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if not any(redirect.writes for redirect in command.redirects) or len(file.commands(run)) != 1:
            return
        if sum(word.raw.count("\\n") for word in command.arguments) > 1 and command.name_word is not None:
            yield self.at(
                command.name_word,
                "a file of several lines: `COPY <<EOF` takes them as they are",
                subject=(command, run),
            )
