from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.metadata._labels import labels, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class LabelEmpty(Rule):
    """A label without a value.

    ## What it flags
    A label of the configuration's `label-schema` whose value is empty. Values that the file does not tell are
    left alone.

    ## Why it is bad
    The label is there, and says nothing: whoever asks whether it is set is told it is.

    ## What to do
    Write the value, or delete the label.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.team=text`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    """

    name = "label-empty"
    aliases = ("hadolint:DL3051", "redcoolbeans:label_no_empty_value")
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example('FROM debian:13-slim\nLABEL a=""\n', lines=(2,), options={"schema": ["a=text"]}),
            Example("FROM debian:13-slim\nARG X=\nLABEL b=1 a=$X\n", lines=(3,), options={"schema": ["a=url"]}),
        ),
        good=(
            Example("FROM debian:13-slim\nARG X\nLABEL a=x b=$X\n", options={"schema": ["a=text", "b=text"]}),
            "FROM debian:13-slim\nLABEL a=''\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        wanted = schema(self, file)
        for pair, value in labels(node, file) if wanted else ():
            if value == "" and pair.name in wanted:
                yield self.at(pair, f"the label `{pair.name}` is empty")
