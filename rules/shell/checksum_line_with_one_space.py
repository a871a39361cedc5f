from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ChecksumLineWithOneSpace(Rule):
    """A checksum and a file name with one blank between them.

    ## What it flags
    `echo "HASH FILE" | sha256sum -c` with one blank, where the stage's system is Alpine or busybox.

    ## Why it is bad
    busybox wants two characters there, and says "no properly formatted checksum lines".

    ## What to do
    Write two blanks: `echo "HASH  FILE"`.

    ## Sources
    - https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
    """

    name = "checksum-line-with-one-space"
    aliases = ("parfum:sha256sumEchoOneSpaces",)
    severity = "warning"
    on = ("$sha256sum", "$sha512sum", "$sha1sum", "$md5sum")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM alpine:3.22\nRUN echo "0123456789abcdef0123456789abcdef a.tgz" | md5sum -c -\n',
                fixed='FROM alpine:3.22\nRUN echo "0123456789abcdef0123456789abcdef  a.tgz" | md5sum -c -\n',
            ),
            Example(
                'FROM alpine:3.22\nRUN wget -q https://example.com/a && echo "$HASH a" | sha256sum -c\n',
                fixed='FROM alpine:3.22\nRUN wget -q https://example.com/a && echo "$HASH  a" | sha256sum -c\n',
            ),
        ),
        good=(
            'FROM alpine:3.22\nRUN echo "0123456789abcdef0123456789abcdef  a.tgz" | md5sum -c -\n',
            'FROM alpine:3.22\nRUN apk add --no-cache coreutils && echo "$HASH a" | sha256sum -c\n',
            'FROM debian:13-slim\nRUN echo "$HASH a" | sha256sum -c\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.connector != "|" or not command.has("-c", "--check", "-sc"):
            return
        commands = file.commands(run)
        echo = commands[commands.index(command) - 1]
        stage = file.graph.stage_of(run)
        image = stage.base_image if stage is not None else None
        if image is None or image.distribution != "alpine" or "coreutils" in file.tree.text:
            return
        for word in echo.arguments[-1:] if echo.name == "echo" else ():
            parts = word.raw.strip("\"'").split(" ")
            if len(parts) == len(("hash", "file")) and all(parts) and not parts[1].startswith("*"):
                yield self.at(word, "one blank between checksum and file: busybox wants two", subject=word)
