from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class OverwrittenInLaterLayer(Rule):
    """A copied file that a later COPY replaces.

    ## What it flags
    COPY and ADD of a file to a path that a later COPY or ADD of the same stage writes from another source, where no
    RUN in between reads it.

    ## Why it is bad
    The first file stays in its layer, and nobody can see it.

    ## What to do
    Delete the first one.

    ## Sources
    - https://docs.docker.com/engine/storage/drivers/
    """

    name = "overwritten-in-later-layer"
    severity = "info"
    on = ("@stage COPY again", "@stage ADD again", "@stage COPY & ADD")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY dev.conf /etc/app.conf\nCOPY prod.conf /etc/app.conf\n",
            "FROM debian:13-slim\nCOPY a.txt /srv/x.txt\nENV A=b\nADD b.txt /srv/x.txt\n",
        ),
        good=(
            ("FROM debian:13-slim\nCOPY dev.conf /etc/app.conf\nRUN one\nCOPY prod.conf /etc/app.conf\n"),
            "FROM debian:13-slim\nCOPY a.txt /srv/a.txt\nCOPY b.txt /srv/b.txt\n",
            "FROM debian:13-slim\nCOPY a.txt /srv/\nCOPY . /srv/\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if sum(node.keyword in ("COPY", "ADD") for node in stage.instructions) < len(("first", "second")):
            return
        written: dict[str, Instruction] = {}
        for node in stage.instructions:
            if node.keyword in ("RUN", "ONBUILD"):
                written.clear()
            elif isinstance(node, (Copy, Add)) and not node.heredocs:
                is_file = len(node.sources) == 1 and _is_file(node.sources[0].value)
                if not written and not is_file:
                    continue  # flows cost much
                flow = file.graph.flow(node)
                for path in flow.writes:
                    before = written.get(path)
                    if before is not None and "." in path.rpartition("/")[2] and before.value[:-1] != node.value[:-1]:
                        message = f"line {node.start_line} replaces this file before anything reads it"
                        yield self.at(before.keyword_word, message, subject=(before, node))
                if not flow.unknown_writes and is_file:
                    # Where the names end in different ways the destination may be a directory.
                    ending = node.sources[0].value.rpartition(".")[2].strip("\"'")
                    written.update((path, node) for path in flow.writes if path.endswith(f".{ending}"))


def _is_file(source: str) -> bool:
    """Whether a source is certainly one file: a name with an extension, without wildcards and variables."""
    name = source.strip("\"'").rpartition("/")[2]
    return "." in name.lstrip(".") and not any(one in name for one in "*?[$") and not source.endswith("/")
