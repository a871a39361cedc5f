from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class WeakChecksum(Rule):
    """A download checked with a hash that can be forged.

    ## What it flags
    `md5sum -c` and `sha1sum -c` in RUN.

    ## Why it is bad
    Files with the same MD5 or SHA-1 hash can be made: the check finds damage, not attacks.

    ## What to do
    Use `sha256sum -c`, or a signature.

    ## Sources
    - https://csrc.nist.gov/projects/hash-functions
    """

    name = "weak-checksum"
    aliases = ("sonar:S4790",)
    severity = "info"
    on = ("$md5sum", "$sha1sum")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN echo "d41d8cd98f00b204e9800998ecf8427e  a" | md5sum -c\n',
            ('FROM debian:13-slim\nRUN echo "da39a3ee5e6b4b0d3255bfef95601890afd80709  a" | sha1sum -c -\n'),
        ),
        good=(
            'FROM debian:13-slim\nRUN echo "abc  a" | sha256sum -c\n',
            "FROM debian:13-slim\nRUN md5sum /a > /a.md5\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.has("-c", "--check") and command.name_word is not None:
            message = f"`{command.name}` checks for damage, not for attacks: use `sha256sum`"
            yield self.at(command.name_word, message, subject=(command, run))
