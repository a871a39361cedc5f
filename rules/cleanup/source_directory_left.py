from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cache.common import reaches_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class SourceDirectoryLeft(Rule):
    """Sources that were built, and stay in the layer.

    ## What it flags
    `mkdir /usr/src/…` in a RUN that also calls `make`, and deletes nothing below `/usr/src`, in a stage whose
    layers reach the image.

    ## Why it is bad
    Nothing needs the sources and what was compiled between once it is installed.

    ## What to do
    Delete the directory in the same RUN, or build in a stage of its own.

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/
    """

    name = "source-directory-left"
    aliases = ("parfum:mkdirUsrSrcThenRemove",)
    severity = "info"
    on = ("$mkdir",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN mkdir -p /usr/src/a && cd /usr/src/a && ./configure && make install\n"),
            ("FROM debian:13-slim\nRUN mkdir /usr/src/b && tar xf b.tar -C /usr/src/b && make -C /usr/src/b install\n"),
        ),
        good=(
            ("FROM debian:13-slim\nRUN mkdir -p /usr/src/a && cd /usr/src/a && make install && rm -rf /usr/src/a\n"),
            "FROM debian:13-slim\nRUN mkdir -p /usr/src/app\n",
            'FROM debian:13-slim\nRUN mkdir -p /usr/src/a && make && cd / && rm -rf "$dir"\n',
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        place = next((word for word in command.arguments if word.text.startswith("/usr/src/")), None)
        if place is None or not reaches_image(file, run):
            return
        commands = file.commands(run)
        made = any(one.name == "make" and one.has("install") for one in commands) or any(
            one.name == "make" and any(word.text == "install" for word in one.arguments) for one in commands
        )
        if made and not any(one.name == "rm" and _may_hold(one) for one in commands):
            yield self.at(place, "the sources stay in the layer: delete them", subject=(command, run))


def _may_hold(command: Command) -> bool:
    return any(
        "/usr/src" in word.text or "$" in word.text or not word.text.startswith(("-", "/"))
        for word in command.arguments
    )
