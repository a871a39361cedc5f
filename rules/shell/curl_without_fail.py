from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell._fetch import cluster_has, urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class CurlWithoutFail(Rule):
    """curl that takes an error page for the file.

    ## What it flags
    `curl` that fetches an `http` address without `-f`, `--fail` or `--fail-with-body`, and does not ask for the
    status with `-w`.

    ## Why it is bad
    Where the server answers with an error, curl succeeds all the same, and stores or pipes the error page.

    ## What to do
    Add `-f`, best `curl -fsSL`.

    ## Sources
    - https://curl.se/docs/manpage.html#-f
    """

    name = "curl-without-fail"
    aliases = ("parfum:curlUseFlagF", "droast:DF035")
    severity = "info"
    on = ("$curl",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN curl -sSLo /a https://example.com/a\n",
                fixed="FROM debian:13-slim\nRUN curl -fsSLo /a https://example.com/a\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN curl https://example.com/a.tgz | tar xz\n",
                fixed="FROM debian:13-slim\nRUN curl -f https://example.com/a.tgz | tar xz\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -fsSLo /a https://example.com/a\n",
            "FROM debian:13-slim\nRUN curl --fail -O https://example.com/a\n",
            "FROM debian:13-slim\nRUN curl -s -o /dev/null -w '%{http_code}' https://example.com/\n",
            "FROM debian:13-slim\nRUN curl --version\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if (
            command.has("--fail", "--fail-with-body", "--fail-early")
            or cluster_has(command, "f")
            or command.name_word is None
        ):
            return
        if not command.has("-w", "--write-out", "-I", "--head") and any("://" in word.raw for word in urls(command)):
            message = "an error of the server goes unnoticed: add `-f`"
            yield self.at(command.name_word, message, subject=(command, "f"))
