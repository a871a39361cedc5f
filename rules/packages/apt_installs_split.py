from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class AptInstallsSplit(Rule):
    """Several calls of `apt-get install` in one RUN, one behind the other.

    ## What it flags
    Two calls of `apt-get install` with the same options in one RUN, with nothing but `&&` between them.

    ## Why it is bad
    apt reads its lists and works out what depends on what for each call.

    ## What to do
    Give all packages to one call.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#apt-get
    """

    name = "apt-installs-split"
    aliases = ("parfum:ruleMoreThanOneInstall",)
    severity = "info"
    on = ("RUN %apt",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get install -y curl && apt-get install -y git\n",
            (
                "FROM debian:13-slim\nRUN apt-get update && \\\n    apt-get install -y curl && \\\n"
                "    apt-get install -y git\n"
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y curl git\n",
            ("FROM debian:13-slim\nRUN apt-get install -y curl && apt-get update && apt-get install -y git\n"),
            ("FROM debian:13-slim\nRUN apt-get install -y curl && apt-get install --no-install-recommends -y git\n"),
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        if "apt" not in file.tree.text:
            return
        before: list[str] | None = None
        for command in file.commands(node):
            call = package_call(command)
            options = None
            if call is not None and call.name == "apt" and call.does(("install",)):
                options = sorted(word.text for word in command.arguments if word not in call.words)
                if options == before and command.connector == "&&" and not command.assignments:
                    yield self.at(
                        call.span, "a second `apt-get install`: give all packages to one call", subject=(call, node)
                    )
            before = options
