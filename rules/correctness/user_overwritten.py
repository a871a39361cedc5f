from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import User


class UserOverwritten(Rule):
    """A USER that the next one replaces.

    ## What it flags
    USER right behind another USER, with nothing in between that runs or reads it.

    ## Why it is bad
    The first has no effect.

    ## What to do
    Delete it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "user-overwritten"
    severity = "info"
    on = ("USER",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nUSER root\nUSER app\n", fixed="FROM debian:13-slim\nUSER app\n"),
            Example(
                "FROM debian:13-slim\nUSER a\nEXPOSE 80\nUSER b\n", fixed="FROM debian:13-slim\nEXPOSE 80\nUSER b\n"
            ),
        ),
        good=(
            "FROM debian:13-slim\nUSER root\nRUN one\nUSER app\n",
            "FROM debian:13-slim\nUSER root\nWORKDIR /a\nUSER app\n",
            "FROM debian:13-slim AS x\nUSER root\nFROM x\nUSER app\n",
        ),
    )

    def instruction(self, node: User, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        if stage is None or node.in_onbuild:
            return
        for before in reversed(stage.instructions[: max(stage.position(node), 0)]):
            if before.keyword == "USER":
                yield self.at(before, f"line {node.start_line} replaces this USER before anything runs", subject=before)
                return
            if before.keyword not in ("LABEL", "EXPOSE", "ENV", "ARG", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"):
                return
