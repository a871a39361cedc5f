from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.rules.cleanup._ledger import deletions_in
from dockerlint.rules.cleanup._packages import late_removals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cleanup._ledger import Encounter, Trace
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class RemovedInLaterLayer(Rule):
    """A RUN deletes what an earlier layer of the image holds.

    ## What it flags
    In a stage whose layers are in the image:

    - `rm` of files that COPY, ADD or an earlier RUN has put there: a download, a clone, an unpacked archive, a folder
      of the build context
    - `rm` or a clean-up command (`yum clean all`, `npm cache clean`) for a package manager's cache that an earlier RUN
      has filled
    - `apt-get purge`, `apk del`, `dnf remove` of a package that an earlier RUN has installed

    ## Why it is bad
    A layer only adds to those below. What is deleted is not seen any more, but every byte of it is still stored and
    pulled.

    ## What to do
    - Made by a RUN: delete it at the end of that same RUN.
    - Copied: do not copy it into the image. `RUN --mount=type=bind,source=rpms,target=/tmp/rpms` lends it to one RUN,
      `.dockerignore` or `COPY --exclude` leaves it out.
    - Or build in a stage of its own and copy only the result.

    ## Options
    - `small-files`: also raise it for scripts, configuration and other files of kilobytes. Default: false

    ## Limits
    What the base image holds is not known, and neither is what a program or script writes. An archive that is copied
    and unpacked is the matter of `archive-copied-then-unpacked`.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#run
    - https://docs.docker.com/build/cache/optimize/#use-bind-mounts
    """

    name = "removed-in-later-layer"
    aliases = ("slim:ID.20021",)
    on = ("RUN $rm", "RUN %* remove", "RUN %* clean")
    groups = {"recommended": {}, "strict": {"small-files": True}}
    options = {"small-files": False}
    not_in = {"onbuild": "the layers of a trigger are in another image"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY rpms /tmp/rpms\nRUN ./install.sh && rm -rf /tmp/rpms\n",
                lines=(3,),
                refused="they are copied",
            ),
            Example(
                "FROM debian:13-slim\nWORKDIR /opt\nRUN curl -LO https://example.com/jdk.rpm\nRUN rpm -i jdk.rpm\n"
                "RUN rm -f *.rpm\n",
                lines=(5,),
                fixed="FROM debian:13-slim\nWORKDIR /opt\nRUN curl -LO https://example.com/jdk.rpm \\\n"
                "    && rpm -i jdk.rpm \\\n    && rm -f *.rpm\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y curl\n"
                "RUN apt-get clean && rm -rf /var/lib/apt/lists/* /tmp/*\n",
                lines=(4,),
            ),
            Example(
                "FROM alpine:3.24\nRUN apk add --no-cache -t .build-deps gcc make\nRUN make\nRUN apk del .build-deps\n",
                lines=(4,),
            ),
            Example(
                "FROM fedora:43\nRUN dnf -y install gcc\nCOPY a /a\nRUN make -C /a\nRUN dnf clean all\n",
                lines=(5,),
                fixed="FROM fedora:43\nRUN dnf -y install gcc && dnf clean all\nCOPY a /a\nRUN make -C /a\n",
            ),
            Example(
                "FROM debian:13 AS base\nRUN git clone https://example.com/src.git /src\nFROM base\nRUN rm -rf /src\n",
                lines=(4,),
            ),
            Example(
                "FROM node:24-slim\nCOPY . /app\nRUN rm -rf /app/docs /app/dist\n",
                files={"docs/index.html": "", "app.js": ""},
                lines=(3,),
            ),
            Example(
                "FROM debian:13-slim\nCOPY setup.sh /tmp/\nRUN /tmp/setup.sh && rm /tmp/setup.sh\n",
                options={"small-files": True},
                lines=(3,),
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -LO https://example.com/a.deb && dpkg -i a.deb && rm *.deb\n",
            "FROM nginx:1.30\nRUN rm -f /etc/nginx/conf.d/default.conf\n",
            "FROM debian:13-slim\nCOPY setup.sh /tmp/\nRUN /tmp/setup.sh && rm /tmp/setup.sh\n",
            "FROM debian:13-slim\nRUN apt-get update\nRUN rm -r /var/lib/apt/lists && apt-get update\n",
            "FROM debian:13\nRUN --mount=type=cache,target=/c curl -o /c/a.zip https://example.com\nRUN rm -rf /c\n",
            "FROM debian:13 AS b\nCOPY rpms /tmp/rpms\nRUN rm -rf /tmp/rpms\nFROM scratch\nCOPY --from=b /a /\n",
            "FROM alpine:3.24\nRUN apk add -t .d gcc && make && apk del .d\nRUN apk add -t .d go && apk del .d\n",
            "FROM debian:13-slim\nRUN mkdir /data\nRUN rmdir /data\n",
            Example("FROM node:24-slim\nCOPY . /app\nRUN rm -rf /app/dist\n", files={"app.js": ""}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not reaches_image(file, node):
            return
        stage = file.graph.stage_of(node)
        if stage is None:
            return
        told: list[Command] = []
        for deletion in deletions_in(file, stage, node):
            trace = self._worst(deletion)
            if trace is not None and deletion.command not in told:
                told.append(deletion.command)
                message = _message(f"`{_shown(trace.path)}` is deleted", trace.instruction)
                yield self.at(deletion.word, message, subject=(node, deletion, trace))
        for removal in late_removals(file, node):
            message = _message(f"{removal.what} removed", removal.instruction)
            yield self.at(removal.span, message, subject=(node, removal, None))

    def _worst(self, deletion: Encounter) -> Trace | None:
        folder = deletion.command.has("-r", "-R", "--recursive")
        for trace in deletion.traces:
            if trace.unpacked_by is not None and trace.source is not None:
                continue
            if self.option["small-files"] or trace.is_bulky(folder=folder):
                return trace
        return None


def _message(what: str, earlier: Instruction) -> str:
    return f"{what} too late: the layer of line {earlier.start_line} still holds the bytes"


def _shown(path: str) -> str:
    return path if len(path) <= 50 else "…" + path[-49:]
