from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class ProgramOwnedByUser(Rule):
    """A program that the user who runs it may change.

    ## What it flags
    `COPY --chown` to an unprivileged user of what ENTRYPOINT or CMD starts.

    ## Why it is bad
    Whoever gets into the program can change it, and stays in after the next start of the container.

    ## What to do
    Leave the program to root: it only has to be readable and executable (`--chmod=755`). Give the user the
    directories that he writes.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "program-owned-by-user"
    aliases = ("sonar:S6504",)
    severity = "info"
    on = ("COPY --chown", "ADD --chown")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nCOPY --chown=app run.sh /run.sh\nUSER app\nENTRYPOINT ["/run.sh"]\n',
            ('FROM debian:13-slim\nCOPY --chown=1000:1000 serve /usr/local/bin/serve\nCMD ["/usr/local/bin/serve"]\n'),
        ),
        good=(
            ('FROM debian:13-slim\nCOPY --chown=root run.sh /run.sh\nUSER app\nENTRYPOINT ["/run.sh"]\n'),
            'FROM debian:13-slim\nCOPY --chown=app data /data\nENTRYPOINT ["/run.sh"]\n',
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.chown
        owner = (flag.value or "").partition(":")[0] if flag is not None else ""
        stage = file.graph.target
        if flag is None or owner in ("", "root", "0") or stage is None or node.in_onbuild:
            return
        if file.graph.stage_of(node) not in file.graph.shipped:
            return
        writes = file.graph.flow(node).writes
        for step in stage.steps:
            if step.keyword in ("ENTRYPOINT", "CMD") and step.is_json and step.words and step.words[0].value in writes:
                yield self.at(flag, f"`{owner}` may change what he runs: leave programs to root", subject=(node, flag))
                return
