from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.cleanup._ledger import ledger_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cleanup._ledger import Encounter, Trace
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class RecursiveChownInLaterLayer(Rule):
    """`chown -R` or `chmod -R` over files of an earlier layer.

    ## What it flags
    `chown -R`, `chgrp -R` and `chmod -R` of a folder below which COPY, ADD or an earlier RUN has put files, in a stage
    whose layers are in the image.

    ## Why it is bad
    A layer holds whole files. Where the owner or the mode of a file changes, all its bytes are stored once more: the
    folder takes twice its space in the image, and every `docker pull`.

    ## What to do
    - Copied: `COPY --chown=app:app . /app`, `COPY --chmod=755 bin/ /usr/local/bin/`.
    - Made by a RUN: change it at the end of that same RUN, or switch to the user (`USER app`) in front of it.

    ## Options
    - `small-files`: also raise it where all that is known to be there are scripts, configuration and other files of
      kilobytes. Default: false

    ## Limits
    What the base image holds is not known, and neither is what a program or script writes.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "recursive-chown-in-later-layer"
    on = ("$chown", "$chgrp", "$chmod")
    groups = {"recommended": {}, "strict": {"small-files": True}}
    options = {"small-files": False}
    not_in = {"onbuild": "the layers of a trigger are in another image"}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24-slim\nCOPY . /app\nRUN chown -R node:node /app\n",
                lines=(3,),
                fixed="FROM node:24-slim\nCOPY --chown=node:node . /app\nRUN chown node:node /app\n",
            ),
            Example(
                "FROM debian:13\nWORKDIR /srv\nCOPY site/ .\nRUN useradd web && chown web -R .\n",
                lines=(4,),
                refused="`web` is not known to exist",
            ),
            Example(
                "FROM debian:13\nRUN git clone https://example.com/a.git /a\nRUN chmod -R g+w /a\n",
                lines=(3,),
                fixed="FROM debian:13\nRUN git clone https://example.com/a.git /a \\\n    && chmod -R g+w /a\n",
            ),
            Example(
                "FROM node:24 AS base\nWORKDIR /app\nCOPY . .\n"
                "FROM base\nRUN chgrp --recursive 0 / && chmod -R g=u /\n",
                lines=(5,),
            ),
            Example(
                "FROM debian:13\nCOPY conf/ /opt/app/conf/\nRUN chown -R app /opt/app\n",
                options={"small-files": True},
            ),
        ),
        good=(
            "FROM node:24-slim\nCOPY --chown=node:node . /app\n",
            "FROM node:24-slim\nCOPY . /app\nRUN chown node /app\n",
            "FROM debian:13\nRUN git clone https://example.com/a.git /a && chown -R web /a\n",
            "FROM debian:13\nRUN mkdir -p /var/lib/app\nRUN chown -R app /var/lib/app\n",
            "FROM debian:13\nCOPY entrypoint.sh /usr/local/bin/\nRUN chmod -R +x /usr/local/bin\n",
            "FROM debian:13 AS build\nCOPY . /app\nRUN chown -R app /app\nFROM scratch\nCOPY --from=build /app /app\n",
            "FROM debian:13\nRUN chown -R www-data /var/www\nCOPY . /var/www\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if not command.has("-R", "--recursive"):
            return
        stage = file.graph.stage_of(run)
        if stage is None or not reaches_image(file, run):
            return
        told: list[Trace] = []
        for encounter in ledger_of(file, stage).rewrites.get(run, ()):
            trace = self._worst(encounter)
            # In one layer a file is stored once, however often it is changed.
            if trace is not None and trace not in told:
                told.append(trace)
                if encounter.command is command:
                    yield self.at(encounter.word, _message(command.name, trace), subject=(command, run, trace))
                    return

    def _worst(self, encounter: Encounter) -> Trace | None:
        for trace in encounter.traces:
            if self.option["small-files"] or trace.is_bulky(folder=True):
                return trace
        return None


def _message(program: str, trace: Trace) -> str:
    line = trace.instruction.start_line
    remedy = f"use `COPY --{'chmod' if program == 'chmod' else 'chown'}`" if trace.source else "do it in that RUN"
    return f"`{program} -R` stores what line {line} has put there a second time: {remedy}"
