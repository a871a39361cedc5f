from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class InsecureBuildStep(Rule):
    """A RUN without the sandbox of the build.

    ## What it flags
    `RUN --security=insecure`.

    ## Why it is bad
    The command runs with all rights of the build daemon: what it runs can reach the machine that builds.

    ## What to do
    Leave the flag out. Where a step really needs a privilege, do that step outside the build.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---security
    """

    name = "insecure-build-step"
    aliases = ("sonar:S6502", "semgrep:run-security-insecure")
    severity = "error"
    on = ("RUN --security",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN --security=insecure make\n", fixed="FROM debian:13-slim\nRUN make\n"),
            ("FROM debian:13-slim AS build\nRUN --security=insecure --mount=type=cache,target=/x make\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN --security=sandbox make\n",
            "FROM debian:13-slim\nRUN make --security=insecure\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.flag("security") if node.flags else None
        if flag is not None and flag.value == "insecure":
            yield self.at(
                flag, "`--security=insecure` gives the command all rights of the build daemon", subject=(node, flag)
            )
