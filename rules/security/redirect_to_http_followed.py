from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_CHECKS = (
    "sha256sum",
    "sha512sum",
    "sha384sum",
    "shasum",
    "gpg",
    "gpg2",
    "gpgv",
    "openssl",
    "minisign",
    "sha1sum",
    "md5sum",
)


class RedirectToHttpFollowed(Rule):
    """curl that may follow a redirect to an address without encryption.

    ## What it flags
    `curl -L` of an `https://` address without `--proto` or `--proto-redir`, where no hash or signature is checked
    in the same RUN.

    ## Why it is bad
    A server, or who has taken it over, can send the client on to `http://`, where anybody may answer.

    ## What to do
    Add `--proto '=https'`, or check the file's hash.

    ## Sources
    - https://curl.se/docs/manpage.html#--proto-redir
    """

    name = "redirect-to-http-followed"
    aliases = ("sonar:S6506",)
    severity = "info"
    on = ("$curl",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN curl --location -o /a https://example.com/a\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl --proto '=https' -fsSL https://example.com/a > /a\n",
            "FROM debian:13-slim\nRUN curl -fsS https://example.com/a > /a\n",
            ('FROM debian:13-slim\nRUN curl -fsSLo a https://example.com/a && echo "abc  a" | sha256sum -c\n'),
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        follows = command.option_word("-L", "--location")
        if follows is None or command.has("--proto", "--proto-redir"):
            return
        if not any("https://" in word.raw for word in command.arguments):
            return
        if not any(one.name in _CHECKS for one in file.commands(run)):
            yield self.at(
                follows, "curl follows redirects to `http://` too: add `--proto '=https'`", subject=(command, run)
            )
