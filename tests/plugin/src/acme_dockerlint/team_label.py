"""Every image names its team."""

from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TeamLabelMissing(Rule):
    """The image has no label `team`.

    ## What it flags
    Files whose last stage has no `LABEL team=…`.

    ## Why it is bad
    Nobody knows whom to wake.

    ## What to do
    Add the label.

    ## Sources
    - https://wiki.acme.example/on-call
    """

    name = "team-label-missing"
    severity = "info"
    family = "acme"
    on = ("@file",)
    options = {"label": "team"}
    examples = Examples(
        bad=("FROM debian:13-slim\n", "FROM debian:13-slim AS a\nLABEL team=x\nFROM debian:13-slim\n"),
        good=("FROM debian:13-slim\nLABEL team=x\n", "FROM debian:13-slim\nLABEL a=b \\\n    team=x\n"),
    )

    def file(self, file: Dockerfile) -> Findings:
        """Check the last stage."""
        if not file.stages:
            return
        last = file.stages[-1]
        label = self.option["label"]
        nodes = [node for node in last.instructions if node.keyword == "LABEL"]
        if not any(pair.name == label for node in nodes for pair in node.pairs):
            yield self.at(last.instruction, f"the image has no label `{label}`")
