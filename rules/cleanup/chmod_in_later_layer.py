from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image, surroundings_of
from dockerlint.rules.cleanup._ledger import deletions_in, ledger_of
from dockerlint.shell.braces import brace_expansions
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cleanup._ledger import Trace
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ChmodInLaterLayer(Rule):
    """`chmod` or `chown` of a file that COPY has just brought.

    ## What it flags
    `chmod` and `chown` in a RUN, not recursive, of a file that a COPY or ADD of the same stage has put there, in a
    stage whose layers are in the image. A file that the same RUN deletes is the matter of `removed-in-later-layer`.

    ## Why it is bad
    A layer holds whole files: for the sake of its mode or owner the file is stored a second time.

    ## What to do
    Let COPY set it: `COPY --chmod=755 entrypoint.sh /`, `COPY --chown=app:app config.yaml /etc/app/`.

    The fix does that. `--chmod` takes octal digits alone: `chmod +x` becomes 755, which it makes of what git has
    checked out. It is unsafe: Docker's old builder has no `COPY --chmod`, and folders that `COPY --chown` makes get the
    owner, too.

    ## Options
    - `small-files`: also raise it for scripts, configuration and other files of kilobytes. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "chmod-in-later-layer"
    aliases = ("tally:prefer-copy-chmod",)
    severity = "info"
    on = ("$chmod", "$chown")
    groups = {"recommended": {}, "strict": {"small-files": True}}
    options = {"small-files": False}
    not_in = {"onbuild": "the layers of a trigger are in another image"}
    examples = Examples(
        bad=(
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh\nENTRYPOINT ["/run.sh"]\n',
                options={"small-files": True},
                lines=(3,),
                fixed='FROM debian:13-slim\nCOPY --chmod=755 run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
            ),
            Example(
                "FROM debian:13-slim\nWORKDIR /opt\nCOPY a.bin b.so ./\nRUN useradd app && chmod 0500 a.bin b.so\n",
                lines=(4,),
                fixed="FROM debian:13-slim\nWORKDIR /opt\nCOPY --chmod=0500 a.bin b.so ./\nRUN useradd app\n",
            ),
            Example(
                "FROM node:24\nCOPY app.jar /srv/\nRUN chown node:node /srv/app.jar\n",
                lines=(3,),
                fixed="FROM node:24\nCOPY --chown=node:node app.jar /srv/\n",
            ),
            Example(
                "FROM debian:13\nCOPY a.jar b.jar /srv/\nRUN chmod 700 /srv/a.jar\n",
                lines=(3,),
                refused="copies more",
            ),
            Example("FROM debian:13\nCOPY a.jar /srv/\nRUN chmod g-w /srv/a.jar\n", refused="octal"),
        ),
        good=(
            "FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh\n",
            "FROM debian:13-slim\nCOPY --chmod=755 app.bin /opt/\n",
            "FROM debian:13-slim\nCOPY start.run /opt/start.sh\nRUN chmod 755 /opt/start.sh\n",
            "FROM debian:13-slim\nCOPY site/ /srv/site/\nRUN chmod 750 /srv/site\n",
            "FROM debian:13-slim\nCOPY app.bin /opt/\nRUN chmod 755 /opt/other.bin\n",
            "FROM debian:13-slim\nCOPY a.bin /tmp/\nRUN chmod +x /tmp/a.bin && /tmp/a.bin && rm /tmp/a.bin\n",
            "FROM debian:13 AS b\nCOPY a.jar /a.jar\nRUN chmod 755 /a.jar\nFROM scratch\nCOPY --from=b /a.jar /\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if command.has("-R", "--recursive", "--reference", "--from"):
            return
        stage = file.graph.stage_of(run)
        if stage is None or run.in_onbuild or command.conditional or not reaches_image(file, run):
            return
        surroundings = surroundings_of(file, run)
        words = command.positionals()[1:]
        paths = [surroundings.path(text, command) for word in words for text in brace_expansions(word.raw)]
        traces = [trace for path in paths if path for trace in _copied_to(path, run, stage, file)]
        if not traces:
            return
        deleted = {trace for deletion in deletions_in(file, stage, run) for trace in deletion.traces}
        if deleted.issuperset(traces):
            return  # it is not in the layer of this RUN
        if any(self.option["small-files"] or _is_bulky(trace) for trace in traces):
            line = traces[0].instruction.start_line
            message = (
                f"`{command.name}` stores what line {line} has copied a second time: `COPY --{command.name}` sets it"
            )
            yield self.at(command, message, subject=(command, run, paths, traces))


def _is_bulky(trace: Trace) -> bool:
    return trace.is_bulky(folder=False) and not trace.path.endswith(".sh")


def _copied_to(path: str, run: Instruction, stage: Stage, file: Dockerfile) -> list[Trace]:
    """Return the file that the last COPY or ADD to a path has put there, nothing where that is not known."""
    traces = ledger_of(file, stage).traces
    for step in reversed(stage.instructions):
        if step.index < run.index and isinstance(step, (Add, Copy)):
            found = [one for one in traces.get(step, ()) if one.path == path and one.source is not None]
            if found:
                return found[:1]
    return []
