from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.metadata._labels import labels, schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class LabelMissing(Rule):
    """A label that the project asks for is not there.

    ## What it flags
    Each label of the configuration's `label-schema` that an image, and the stages that it is built on, do not set:
    each stage that no other one needs is an image, or the target alone where one is named.

    ## Why it is bad
    Whoever looks for images by that label does not find this one.

    ## What to do
    Add the label to the stage.

    ## Options
    - `schema`: labels and their types beside those of `label-schema`, as in `org.example.team=text`.

    ## Limits
    The base image may set the label; that is not known here.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    - https://specs.opencontainers.org/image-spec/annotations/
    """

    name = "label-missing"
    aliases = (
        "hadolint:DL3049",
        "dockerfile_lint:defined_namevals",
        "sonar:S7028",
        "dockerfile-doctor:DD046",
        "dockerfile-doctor:DD078",
    )
    severity = "info"
    on = ("@file ?schema", "@file =label-schema")
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    options = {"schema": []}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim AS x\nLABEL a=1\nFROM scratch\nCOPY --from=x /a /a\n",
                lines=(3,),
                options={"schema": ["a=text"]},
            ),
            Example(
                "FROM debian:13-slim AS x\nFROM x AS y\nFROM x\nLABEL a=1\n", lines=(2,), options={"schema": ["a=text"]}
            ),
            Example("FROM debian:13-slim\nLABEL a=1\n", lines=(1, 1), options={"schema": ["b=url", "c=text"]}),
        ),
        good=(
            Example(
                'FROM debian:13-slim AS x\nLABEL a=1\nFROM x\nLABEL "b"=1\n', options={"schema": ["a=text", "b=text"]}
            ),
            "FROM debian:13-slim\nRUN one\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        wanted = schema(self, file)
        if not wanted:
            return
        for stage in _images(file):
            there = {pair.name for link in stage.bases for node in link.steps for pair, _ in labels(node, file)}
            for name in wanted:
                if name not in there:
                    yield self.at(stage.instruction.keyword_word, f"the label `{name}` is missing")


def _images(file: Dockerfile) -> list[Stage]:
    """Return the stages that are images: the target where one is named, else each that no other stage needs."""
    if file.target:
        return [file.graph.target] if file.graph.target is not None else []
    needed = {edge.source for edge in file.graph.edges}
    return [stage for stage in file.stages if stage not in needed and not stage.is_implied]
