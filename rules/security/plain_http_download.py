from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Instruction


_CHECKS = (
    "sha256sum",
    "sha512sum",
    "sha384sum",
    "sha1sum",
    "md5sum",
    "shasum",
    "gpg",
    "gpg2",
    "gpgv",
    "openssl",
    "minisign",
)
_LOCAL = ("localhost", "127.", "0.", "[::1]", "$", "169.254.", "metadata.")


class PlainHttpDownload(Rule):
    """A download without encryption.

    ## What it flags
    `http://` and `ftp://` addresses that curl, wget, git and ADD fetch in a build, where no hash or signature is
    checked in the same instruction.

    ## Why it is bad
    Whoever is on the way can swap the file, and it ends up in the image.

    ## What to do
    Write `https://`. Where a server has none, check the file: `ADD --checksum=sha256:…`, or `sha256sum -c`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#add---checksum
    """

    name = "plain-http-download"
    aliases = (
        "parfum:curlUseHttpsUrl",
        "parfum:wgetUseHttpsUrl",
        "dockerfile_lint:no_add_without_https",
        "dockerfile_lint:no_run_without_https",
        "sonar:S5332",
    )
    on = (
        *("$curl ~http:", "$curl ~ftp:", "$wget ~http:", "$wget ~ftp:", "$wget2 ~http:", "$wget2 ~ftp:"),
        *("$git ~http:", "$git ~ftp:", "ADD ~http:", "ADD ~ftp:"),
    )
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -O http://example.com/a.tgz && tar xf a.tgz\n",
            'FROM debian:13-slim\nRUN apt-get update && \\\n    wget -q "http://example.com/a.tgz"\n',
            "FROM debian:13-slim\nADD http://example.com/a.tgz /\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -O https://example.com/a.tgz\n",
            "FROM debian:13-slim\nRUN curl -f http://localhost:8080/health\n",
            ('FROM debian:13-slim\nRUN wget http://example.com/a.tgz && echo "abc  a.tgz" | sha256sum -c\n'),
            "FROM debian:13-slim\nADD --checksum=sha256:24454f83 http://example.com/a /\n",
            'FROM debian:13-slim\nRUN curl -H "X: http://example.com" https://example.com/a\n',
        ),
    )

    def instruction(self, node: Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources if node.checksum is None else []:
            if _is_plain(source.value):
                yield self.at(
                    source, "a download without encryption: anybody on the way can swap it", subject=(node, source)
                )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if not any("http:" in word.raw or "ftp:" in word.raw for word in command.arguments):
            return
        if any(one.name in _CHECKS for one in file.commands(run)):
            return
        for word in command.positionals(_VALUED if command.name == "curl" else (*_VALUED, "-O")):
            if _is_plain(word.raw.strip("\"'")):
                yield self.at(
                    word, "a download without encryption: anybody on the way can swap it", subject=(command, word)
                )


_VALUED = ("-A", "-H", "-d", "-e", "-o", "-x", "--data", "--header", "--output", "--proxy", "--referer", "--user-agent")


def _is_plain(url: str) -> bool:
    for scheme in ("http://", "ftp://"):
        if url.startswith(scheme):
            return not url[len(scheme) :].startswith(_LOCAL)
    return False
