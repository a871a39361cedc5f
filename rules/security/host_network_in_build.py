from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class HostNetworkInBuild(Rule):
    """A RUN in the network of the machine that builds.

    ## What it flags
    `RUN --network=host`.

    ## Why it is bad
    The command reaches services of that machine that listen on its own addresses alone, and the build then depends
    on what happens to run there.

    ## What to do
    Leave the flag out: the default network reaches the internet too.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---network
    """

    name = "host-network-in-build"
    aliases = ("sonar:S6431",)
    on = ("RUN --network",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN --network=host make\n", fixed="FROM debian:13-slim\nRUN make\n"),
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/x --network=host make\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN --network=none make\n",
            "FROM debian:13-slim\nRUN docker run --network=host x\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.flag("network") if node.flags else None
        if flag is not None and flag.value == "host":
            yield self.at(
                flag, "`--network=host` lets the command into the network of the machine", subject=(node, flag)
            )
