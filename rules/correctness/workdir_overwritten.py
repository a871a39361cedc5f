from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Workdir


class WorkdirOverwritten(Rule):
    """A WORKDIR that the next one replaces.

    ## What it flags
    WORKDIR with an absolute path right behind another WORKDIR, with at most comments, LABEL, EXPOSE, ENV and the
    like in between.

    ## Why it is bad
    The first has no effect but to make the directory.

    ## What to do
    Delete it; `RUN mkdir` where the directory is meant.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "workdir-overwritten"
    severity = "info"
    on = ("WORKDIR again",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nWORKDIR /a\nWORKDIR /b\n",
            "FROM debian:13-slim\nWORKDIR /a\nLABEL x=y\nWORKDIR /b\n",
        ),
        good=(
            "FROM debian:13-slim\nWORKDIR /a\nWORKDIR b\n",
            "FROM debian:13-slim\nWORKDIR /a\nRUN one\nWORKDIR /b\n",
            "FROM debian:13-slim\nWORKDIR /a\nCOPY x .\nWORKDIR /b\n",
        ),
    )

    def instruction(self, node: Workdir, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        if stage is None or node.in_onbuild or not node.path.value.strip("\"'").startswith("/"):
            return
        for before in reversed(stage.instructions[: max(stage.position(node), 0)]):
            if before.keyword == "WORKDIR":
                if (
                    not node.path.value.startswith(before.arguments.value.rstrip("/") + "/")
                    and before.arguments.value != node.path.value
                ):
                    yield self.at(
                        before, f"line {node.start_line} replaces this WORKDIR before anything uses it", subject=before
                    )
                return
            if before.keyword not in ("LABEL", "EXPOSE", "ENV", "ARG", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"):
                return
