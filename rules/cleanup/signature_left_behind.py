from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class SignatureLeftBehind(Rule):
    """A signature that was verified, and stays in the layer.

    ## What it flags
    `gpg --verify` of a `.asc`, `.sig` or `.gpg` file that nothing of the same RUN deletes.

    ## Why it is bad
    Nothing reads the file any more.

    ## What to do
    Delete it in the same RUN, with the key ring: `rm -rf "$GNUPGHOME" a.tgz.asc`.

    ## Sources
    - https://github.com/docker-library/official-images#image-build
    """

    name = "signature-left-behind"
    aliases = ("parfum:gpgVerifyAscRmAsc",)
    severity = "info"
    on = ("$gpg", "$gpg2", "$gpgv")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                ("FROM debian:13-slim\nRUN curl -fsSLO https://example.com/a.asc && gpg --batch --verify a.asc a\n"),
                fixed=(
                    "FROM debian:13-slim\n"
                    "RUN curl -fsSLO https://example.com/a.asc && gpg --batch --verify a.asc a && rm -f a.asc\n"
                ),
            ),
            Example(
                ("FROM debian:13-slim\nRUN wget https://example.com/a.sig && \\\n    gpg --verify a.sig && make\n"),
                fixed=(
                    "FROM debian:13-slim\nRUN wget https://example.com/a.sig && \\\n"
                    "    gpg --verify a.sig && make && \\\n    rm -f a.sig\n"
                ),
            ),
        ),
        good=(
            (
                "FROM debian:13-slim\n"
                "RUN curl -fsSLO https://example.com/a.asc && gpg --batch --verify a.asc a && rm a.asc\n"
            ),
            "FROM debian:13-slim\nRUN gpg --verify a.asc a && rm -rf *.asc\n",
            "FROM debian:13-slim\nRUN gpg --import a.asc\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if not command.has("--verify") and command.name != "gpgv":
            return
        signature = next((word for word in command.arguments if word.text.endswith((".asc", ".sig", ".gpg.sig"))), None)
        if signature is None or "/" in signature.text[:1] or command.conditional or not reaches_image(file, run):
            return
        commands = file.commands(run)
        following = commands[commands.index(command) + 1 :]
        if not any(one.name in ("rm", "find", "mv") for one in following):
            yield self.at(signature, "the signature stays in the layer: delete it", subject=(command, signature, run))
