from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class DeadKeyServer(Rule):
    """A key server that no longer exists.

    ## What it flags
    Names of the SKS pool (`pool.sks-keyservers.net` and its subdomains), of `keys.gnupg.net`, `pgp.key-server.io`,
    `keyserver.pgp.com` and `subset.pool.sks-keyservers.net` in calls of gpg and apt-key.

    ## Why it is bad
    The pool was shut down in 2021, and its names lead nowhere: the build fails, or waits and falls back.

    ## What to do
    Ask `keys.openpgp.org` or `keyserver.ubuntu.com`, or better: copy the key from the repository.

    ## Limits
    A call that tries several servers in turn is left alone where a living one is among them.

    ## Sources
    - https://sks-keyservers.net/
    """

    name = "dead-key-server"
    aliases = ("parfum:gpgUseHaPools",)
    severity = "error"
    on = ("$gpg", "$gpg2", "$apt-key")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN gpg --keyserver ha.pool.sks-keyservers.net --recv-keys 0123ABCD\n"),
            (
                "FROM debian:13-slim\n"
                "RUN apt-key adv --keyserver hkp://p80.pool.sks-keyservers.net:80 --recv-keys 0123ABCD\n"
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN gpg --keyserver keys.openpgp.org --recv-keys 0123ABCD\n",
            (
                "FROM debian:13-slim\n"
                "RUN gpg --keyserver pool.sks-keyservers.net --recv A || gpg --keyserver keys.openpgp.org --recv A\n"
            ),
            "FROM debian:13-slim\nRUN echo pool.sks-keyservers.net\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = command.option_value("--keyserver")
        if word is None or not _is_dead(word.text):
            return
        commands = file.commands(run)
        servers = [one.option_value("--keyserver") for one in commands if one.name == command.name]
        if all(server is None or _is_dead(server.text) for server in servers):
            yield self.at(word, f"`{word.text}` is a key server that no longer exists", subject=(command, word))


def _is_dead(server: str) -> bool:
    host = server.partition("://")[2] or server
    host = host.partition(":")[0].rstrip("/")
    return host.endswith("sks-keyservers.net") or host in ("keys.gnupg.net", "pgp.key-server.io", "keyserver.pgp.com")
