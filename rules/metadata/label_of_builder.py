from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Label


class LabelOfBuilder(Rule):
    """A label that buildx sets by itself when it is told to.

    ## What it flags
    `org.opencontainers.image.revision` and `org.opencontainers.image.source` with a constant value.

    ## Why it is bad
    With `BUILDX_GIT_LABELS` buildx sets these from the repository. A value in the file is that of the day on which
    it was written.

    ## What to do
    Leave it out, or give it as a build argument.

    ## Sources
    - https://docs.docker.com/build/building/variables/#buildx_git_labels
    """

    name = "label-of-builder"
    aliases = ("tally:labels/no-buildx-git-overlap",)
    severity = "info"
    on = ("LABEL",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nLABEL org.opencontainers.image.revision=0123abc\n",
            'FROM debian:13-slim\nLABEL a=b org.opencontainers.image.revision="4567def"\n',
        ),
        good=(
            "FROM debian:13-slim\nARG REVISION\nLABEL org.opencontainers.image.revision=$REVISION\n",
            "FROM debian:13-slim\nLABEL org.opencontainers.image.source=https://example.com/a\n",
        ),
    )

    def instruction(self, node: Label, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            if (
                pair.name == "org.opencontainers.image.revision"
                and pair.value is not None
                and "$" not in pair.value.value
            ):
                yield self.at(
                    pair, "a revision written into the file is never the one that is built", subject=(node, pair)
                )
