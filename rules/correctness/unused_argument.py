from __future__ import annotations

from dockerlint.graph.predefined import PROXY
from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.graph.variables import Definition
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UnusedArgument(Rule):
    """A build argument that nothing uses.

    ## What it flags
    An ARG that no instruction of its scope names and that no RUN finds in its environment: one in front of
    the first FROM that neither a FROM nor an `ARG NAME` in a stage takes up, or one behind the last RUN of
    its stage.

    ## Why it is bad
    `--build-arg` seems to have an effect and has none. Often the ARG stands in the wrong place: in front of
    FROM, where stages do not see it.

    ## What to do
    Delete it, or declare it where it is used: a stage that names it needs `ARG NAME` behind its FROM. The fix deletes
    what nothing names.

    ## Options
    - `environment`: also raise it where only programs that a RUN starts could read it. Default: false

    ## Sources
    - https://docs.docker.com/build/building/variables/#scoping
    - https://docs.docker.com/reference/dockerfile/#arg
    """

    name = "unused-argument"
    on = ("@file ARG",)
    groups = {"recommended": {}, "strict": {"environment": True}}
    options = {"environment": False}
    examples = Examples(
        bad=(
            Example(
                "ARG VERSION=1\nFROM debian:13-slim\nRUN echo $VERSION\n",
                lines=(1,),
                refused="line 3 names it",
            ),
            Example("ARG VERSION=1\nFROM debian:13-slim\nRUN one\n", fixed="FROM debian:13-slim\nRUN one\n"),
            Example(
                "FROM debian:13-slim\nRUN one\n# the port\nARG PORT=80 HOST=x\nLABEL host=$HOST\n",
                lines=(4,),
                fixed="FROM debian:13-slim\nRUN one\n# the port\nARG HOST=x\nLABEL host=$HOST\n",
            ),
            Example(
                "FROM debian:13-slim\nARG VERSION\nRUN one\n",
                options={"environment": True},
                fixed="FROM debian:13-slim\nRUN one\n",
            ),
        ),
        good=(
            "ARG VERSION=1\nFROM debian:13-slim\nARG VERSION\nRUN echo $VERSION\n",
            "FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nRUN one\n",
            "ARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nARG TAG=13\nFROM debian:$TAG\n",
            "FROM debian:13-slim\nARG PORT=80\nEXPOSE $PORT\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for definition in file.graph.unused("ARG"):
            if definition.name in PROXY or (definition.reaches_run and not self.option["environment"]):
                continue
            message = f"nothing uses {_shown(definition)}"
            use = missed_use(definition, file)
            if use is not None:
                message += f": the stage of line {use.instruction.start_line} does not declare it"
            yield self.at(definition.name_span, message, subject=definition)


def missed_use(definition: Definition, file: Dockerfile) -> Use | None:
    """Return where a stage names an argument in front of FROM that it does not declare, and that nothing else sets."""
    if not definition.is_global:
        return None
    for use in file.graph.uses:
        if use.name == definition.name and use.definition is None and use.instruction.keyword != "ARG":
            return use
    return None


def _shown(definition: Definition) -> str:
    where = " in front of FROM" if definition.is_global else ""
    return f"the build argument `{definition.name}`{where}"
