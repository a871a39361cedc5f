from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Label


class BaseDigestLabelStale(Rule):
    """A label with the base image's digest where FROM names none.

    ## What it flags
    `org.opencontainers.image.base.digest` with a constant value in a stage whose FROM has no digest, or another
    one.

    ## Why it is bad
    FROM takes whatever the tag stands for on the day of the build; the label says something else, and scanners
    believe it.

    ## What to do
    Pin FROM by the digest, or leave the label out.

    ## Sources
    - https://github.com/opencontainers/image-spec/blob/main/annotations.md
    """

    name = "base-digest-label-stale"
    aliases = ("tally:labels/no-stale-base-digest",)
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nLABEL org.opencontainers.image.base.digest=sha256:24454f83\n",
            'FROM debian@sha256:11\nLABEL org.opencontainers.image.base.digest="sha256:22"\n',
        ),
        good=(
            "FROM debian@sha256:11\nLABEL org.opencontainers.image.base.digest=sha256:11\n",
            "FROM debian:13-slim\nARG DIGEST\nLABEL org.opencontainers.image.base.digest=$DIGEST\n",
        ),
    )

    def instruction(self, node: Label, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            if pair.name != "org.opencontainers.image.base.digest" or pair.value is None or "$" in pair.value.value:
                continue
            stage = file.graph.stage_of(node)
            digest = pair.value.value.strip("\"'")
            if stage is not None and digest not in stage.bases[-1].edges[0].written:
                yield self.at(pair, "FROM does not name that digest", subject=(node, pair))
