from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Pair


class RepeatedLabelKey(Rule):
    """A label set twice in a stage.

    ## What it flags
    A key that a later LABEL of the same stage sets again.

    ## Why it is bad
    The first value has no effect. One of the two was forgotten.

    ## What to do
    Delete the one that is not meant.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    """

    name = "repeated-label-key"
    aliases = ("tally:labels/no-duplicate-keys",)
    severity = "info"
    on = ("@stage LABEL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nLABEL version=1\nRUN one\nLABEL version=2\n",
            "FROM debian:13-slim\nLABEL a=1 b=2 a=3\n",
        ),
        good=(
            "FROM debian:13-slim\nLABEL a=1\nLABEL b=2\n",
            "FROM debian:13-slim\nLABEL a=1\nFROM debian:13-slim\nLABEL a=2\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        last: dict[str, Pair] = {}
        for node in stage.instructions:
            for pair in node.pairs if isinstance(node, Label) else ():
                before = last.get(pair.name)
                if before is not None and "$" not in pair.name:
                    yield self.at(before, f"the label `{pair.name}` is set again below", subject=(stage, before))
                last[pair.name] = pair
