from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.metadata._labels import labels, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class LabelNotInSchema(Rule):
    """A label that the project's schema does not know.

    ## What it flags
    Labels that are not in the configuration's `label-schema`, where `strict-labels` is set.

    ## Why it is bad
    A misspelt label is one that nobody finds.

    ## What to do
    Correct the name, or add the label to the schema.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.team=text`.
    - `always`: whatever `strict-labels` says. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    """

    name = "label-not-in-schema"
    aliases = ("hadolint:DL3050",)
    severity = "info"
    on = ("LABEL",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": [], "always": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nLABEL team=a taem=b\n",
                lines=(2,),
                options={"schema": ["team=text"], "always": True},
            ),
            Example("FROM debian:13-slim\nLABEL 'x y'=b\n", options={"schema": ["team=text"], "always": True}),
        ),
        good=(
            Example('FROM debian:13-slim\nLABEL "team"=a\n', options={"schema": ["team=text"], "always": True}),
            Example("FROM debian:13-slim\nLABEL taem=b\n", options={"schema": ["team=text"]}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not (self.option["always"] or file.settings.get("strict-labels")):
            return
        wanted = schema(self, file)
        for pair, _ in labels(node, file):
            if pair.name not in wanted and "$" not in pair.name:
                yield self.at(pair.key, f"the label `{pair.name}` is not in the label schema")
