from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class WholeContextCopied(Rule):
    """The whole build context copied into the image.

    ## What it flags
    COPY and ADD of `.`, `./`, `/` or `*` from the build context into a stage of the image.

    ## Why it is bad
    What lies in the folder goes along: keys, settings of editors, results of tests. Each change of any file runs
    all later instructions again.

    ## What to do
    Name the folders that are needed, or keep the rest out with `.dockerignore`.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """

    name = "whole-context-copied"
    aliases = ("sonar:S6470", "dockerfile-doctor:DD070", "droast:DF026")
    severity = "info"
    on = ("COPY", "ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY . /srv\n",
            "FROM debian:13-slim\nADD ./ /srv/\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY src /srv/src\n",
            "FROM debian:13-slim AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /a /a\n",
            "FROM debian:13-slim\nCOPY --from=build . /srv\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.from_ is not None or node.in_onbuild or file.graph.stage_of(node) not in file.graph.shipped:
            return
        for source in node.sources:
            if source.value.strip("\"'") in (".", "./", "/", "*", "./*"):
                yield self.at(
                    source, "the whole context goes into the image: name what is needed", subject=(node, source)
                )
