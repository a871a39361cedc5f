from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class AptKeyUsed(Rule):
    """apt-key, which trusts a key for every repository and is gone from newer releases.

    ## What it flags
    `apt-key add`, `adv` and other calls of it in RUN.

    ## Why it is bad
    A key in apt's own ring may sign packages of every repository, Debian's too. apt-key is deprecated since Debian
    11, and Debian 13 and Ubuntu 25.04 no longer have it: the build breaks with the next base image.

    ## What to do
    Put the key into a file of its own and name it in the source's entry: `[signed-by=/etc/apt/keyrings/name.asc]`.

    ## Sources
    - https://manpages.debian.org/bookworm/apt/apt-key.8.en.html
    """

    name = "apt-key-used"
    on = ("$apt-key",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/key.asc | apt-key add -\n",
            ("FROM debian:13-slim\nRUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys 0123ABCD\n"),
        ),
        good=(
            ("FROM debian:13-slim\nRUN curl -fsSL https://example.com/key.asc -o /etc/apt/keyrings/a.asc\n"),
            "FROM debian:13-slim\nRUN apt-get install -y apt-key-x\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.name_word is not None and command.subcommand() in ("add", "adv"):
            message = "`apt-key` trusts the key for every repository, and newer releases do not have it"
            yield self.at(command.name_word, message, subject=(command, run))
