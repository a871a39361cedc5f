from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Label


class LabelsOutOfOrder(Rule):
    """Keys of a LABEL that stand in no order.

    ## What it flags
    A LABEL with three or more keys that are not in the order of the alphabet.

    ## Why it is bad
    In a sorted list a key that is there twice shows.

    ## What to do
    Sort the keys.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    """

    name = "labels-out-of-order"
    aliases = ("tally:labels/prefer-stable-order",)
    severity = "style"
    on = ("LABEL",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nLABEL b=1 a=2 c=3\n", fixed="FROM debian:13-slim\nLABEL a=2 b=1 c=3\n"),
            Example(
                "FROM debian:13-slim\nLABEL org.b=1 \\\n      org.c=2 \\\n      org.a=3\n",
                fixed="FROM debian:13-slim\nLABEL org.a=3 \\\n      org.b=1 \\\n      org.c=2\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nLABEL a=1 b=2 c=3\n",
            "FROM debian:13-slim\nLABEL b=1 a=2\n",
        ),
    )

    def instruction(self, node: Label, file: Dockerfile) -> Findings:  # type: ignore[override]
        names = [pair.name for pair in node.pairs]
        if len(names) > len(("a", "b")) and names != sorted(names) and not node.pairs[0].legacy:
            yield self.at(node.keyword_word, "the keys stand in no order", subject=node)
