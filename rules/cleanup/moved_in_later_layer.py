from __future__ import annotations

from dockerlint.graph.paths import join
from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.cache.common import reaches_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class MovedInLaterLayer(Rule):
    """Copied files that a later RUN moves.

    ## What it flags
    `mv` in RUN of a path that a COPY or ADD of the same stage has written, in a stage whose layers reach the image.

    ## Why it is bad
    The files are in two layers: where they were, and where they went.

    ## What to do
    Copy them to where they belong.

    ## Sources
    - https://docs.docker.com/engine/storage/drivers/
    """

    name = "moved-in-later-layer"
    severity = "info"
    on = ("$mv",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY site /tmp/site\nRUN mv /tmp/site /var/www\n",
            "FROM debian:13-slim\nADD app.jar /app.jar\nRUN mkdir /srv && mv /app.jar /srv/\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY site /var/www/site\n",
            "FROM debian:13-slim\nRUN curl -fsSLO https://example.com/a && mv a /srv/\n",
            "FROM debian:13-slim\nCOPY settings /tmp/\nRUN mv /tmp/settings $(find /opt -name settings)\n",
            "FROM debian:13-slim AS x\nCOPY a /a\nRUN mv /a /b\nFROM scratch\nCOPY --from=x /b /b\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        stage = file.graph.stage_of(run)
        words = command.positionals(("-t", "-S"))
        if stage is None or len(words) < len(("from", "to")) or command.conditional or command.scope is not None:
            return
        commands = file.commands(run)
        if any(one.name in ("cd", "pushd") for one in commands) or not reaches_image(file, run):
            return
        place = join(file.graph.working_directory(run), words[0].text) if "$" not in words[0].raw else None
        if place is None or any("*" in word.text for word in words[:1]):
            return
        if any(sign in words[-1].raw for sign in ("$(", "`")):
            return  # COPY cannot find out where their place is
        for step in stage.instructions[: max(stage.position(run), 0)]:
            if step.keyword in ("COPY", "ADD") and place in file.graph.flow(step).writes and place.count("/") > 0:
                message = f"the files that line {step.start_line} copies are in two layers: copy them to their place"
                yield self.at(words[0], message, subject=(step, run))
                return
