from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell._fetch import cluster_has, urls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class CurlWithoutLocation(Rule):
    """curl that takes a redirect for the file.

    ## What it flags
    `curl` that fetches an `http` address into a file or a pipe without `-L` or `--location`.

    ## Why it is bad
    Where the server sends the client on to another address, curl stores the few lines that say so.

    ## What to do
    Add `-L`, best `curl -fsSL`.

    ## Sources
    - https://curl.se/docs/manpage.html#-L
    """

    name = "curl-without-location"
    aliases = ("parfum:curlUseFlagL", "tally:curl-should-follow-redirects")
    severity = "info"
    on = ("$curl",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN curl -fsSo /a https://example.com/a\n",
                fixed="FROM debian:13-slim\nRUN curl -fsSLo /a https://example.com/a\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN curl -O https://example.com/a.tgz\n",
                fixed="FROM debian:13-slim\nRUN curl -LO https://example.com/a.tgz\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -fsSLo /a https://example.com/a\n",
            "FROM debian:13-slim\nRUN curl -f http://localhost:8080/health\n",
            "FROM debian:13-slim\nRUN curl -X POST https://example.com/a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.has("--location", "--location-trusted") or cluster_has(command, "L") or command.name_word is None:
            return
        if command.has("-X", "--request", "-d", "--data", "-I", "--head", "-F"):
            return
        if any(
            "://" in word.raw and "//localhost" not in word.raw and "//127." not in word.raw for word in urls(command)
        ):
            yield self.at(command.name_word, "a redirect is taken for the file: add `-L`", subject=(command, "L"))
