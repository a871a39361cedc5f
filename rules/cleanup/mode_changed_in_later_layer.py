from __future__ import annotations

from dockerlint.graph.paths import join
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ModeChangedInLaterLayer(Rule):
    """A file that is copied, and gets its mode in a layer of its own.

    ## What it flags
    `chmod` in a RUN of one or more files that the COPY or ADD right before it has brought, where the RUN does
    nothing else.

    ## Why it is bad
    The layer of the RUN holds the files once more, for one bit.

    ## What to do
    `COPY --chmod=755 run.sh /`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "mode-changed-in-later-layer"
    aliases = ("tally:prefer-copy-chmod",)
    severity = "info"
    on = ("$chmod",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN chmod 755 /run.sh\n",
                fixed="FROM debian:13-slim\nCOPY --chmod=755 run.sh /run.sh\n",
            ),
            Example(
                "FROM debian:13-slim\nCOPY run.sh /\nRUN chmod +x /run.sh\n",
                fixed="FROM debian:13-slim\nCOPY --chmod=755 run.sh /\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nCOPY --chmod=755 run.sh /run.sh\n",
            "FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN chmod 755 /run.sh && make\n",
            "FROM debian:13-slim\nCOPY a b /srv/\nRUN chmod 755 /srv/a\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        stage = file.graph.stage_of(run)
        commands = file.commands(run)
        if stage is None or len(commands) != 1 or run.in_onbuild or command.wrappers or stage.position(run) < 1:
            return
        copy = stage.instructions[stage.position(run) - 1]
        words = command.positionals()
        if (
            not isinstance(copy, (Copy, Add))
            or copy.chmod is not None
            or len(words) != len(("mode", "file"))
            or len(copy.sources) != 1
        ):
            return
        writes = file.graph.flow(copy).writes
        mode = words[0].text
        if command.has("-R") or (
            mode not in ("+x", "a+x", "u+x", "755", "0755") and not (mode.isdigit() and len(mode) == len("644"))
        ):
            return
        place = join(file.graph.working_directory(run), words[1].text)
        source = copy.sources[0].value
        if list(writes) == [place] and "." in source.rpartition("/")[2] and "://" not in source:
            yield self.at(
                command, "the file is in two layers for its mode: use `COPY --chmod`", subject=(copy, run, mode)
            )
