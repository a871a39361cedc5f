from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_ACTS = ("--import", "--recv-keys", "--recv", "--receive-keys", "--verify", "--dearmor", "--decrypt", "--gen-key", "-d")


class GpgNotBatch(Rule):
    """gpg that may ask questions.

    ## What it flags
    `gpg` in RUN that imports, receives, verifies or unpacks keys without `--batch`.

    ## Why it is bad
    Without it gpg may want a terminal, and its output is meant for people: a build can stop at a question that
    nobody sees.

    ## What to do
    Add `--batch`.

    ## Sources
    - https://www.gnupg.org/documentation/manuals/gnupg/Unattended-Usage-of-GPG.html
    """

    name = "gpg-not-batch"
    aliases = ("parfum:gpgUseBatchFlag",)
    severity = "style"
    on = ("$gpg", "$gpg2")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN gpg --import key.asc\n",
                fixed="FROM debian:13-slim\nRUN gpg --batch --import key.asc\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN curl -fsSL https://example.com/k | gpg --dearmor -o /k.gpg\n",
                fixed=("FROM debian:13-slim\nRUN curl -fsSL https://example.com/k | gpg --batch --dearmor -o /k.gpg\n"),
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN gpg --batch --import key.asc\n",
            "FROM debian:13-slim\nRUN gpg --version\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.name_word is not None and command.has(*_ACTS) and not command.has("--batch", "--no-tty"):
            yield self.at(command.name_word, "`gpg` may ask questions: add `--batch`", subject=(command, run))
