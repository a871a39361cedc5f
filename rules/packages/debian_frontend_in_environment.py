from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Env


class DebianFrontendInEnvironment(Rule):
    """DEBIAN_FRONTEND set for the container.

    ## What it flags
    `ENV DEBIAN_FRONTEND` in the image's own stages, where no later ENV empties it.

    ## Why it is bad
    It is meant for the build. Whoever works in the container, or builds on the image, gets packages that silently
    take their defaults.

    ## What to do
    Write `ARG DEBIAN_FRONTEND=noninteractive`: RUN sees it, the container does not.

    ## Sources
    - https://docs.docker.com/engine/faq/
    """

    name = "debian-frontend-in-environment"
    severity = "info"
    on = ("ENV ~debian_frontend",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y curl\n",
                fixed="FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y curl\n",
            ),
            Example(
                'FROM debian:13-slim\nENV DEBIAN_FRONTEND noninteractive\nCMD ["x"]\n',
                fixed='FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nCMD ["x"]\n',
            ),
            Example("FROM debian:13-slim\nENV A=b DEBIAN_FRONTEND=noninteractive\n", refused="other variables"),
        ),
        good=(
            "FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y curl\n",
            (
                "FROM debian:13-slim\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y curl\n"
                "ENV DEBIAN_FRONTEND=\n"
            ),
            "FROM debian:13-slim AS x\nENV DEBIAN_FRONTEND=noninteractive\nFROM debian:13-slim\n",
        ),
    )

    def instruction(self, node: Env, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            if (
                pair.name != "DEBIAN_FRONTEND"
                or pair.value is None
                or file.graph.stage_of(node) not in file.graph.shipped
            ):
                continue
            later = [one for one in file.graph.definitions if one.name == pair.name and one.keyword == "ENV"]
            if later and later[-1].pair is pair and pair.value.value.strip("\"'"):
                message = "`DEBIAN_FRONTEND` stays set in the container: write `ARG`"
                yield self.at(pair, message, subject=(node, pair))
