from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From


class SlimSiblingAvailable(Rule):
    """A full image as base of the final stage where there is a slim one.

    ## What it flags
    FROM of the target's stage with an image that has a `-slim` sibling, as far as the tables know.

    ## Why it is bad
    The full image holds compilers and libraries for building; that is some hundred megabytes that nobody runs.

    ## What to do
    Try the slim sibling. What is missing there, install by name.

    ## Sources
    - https://hub.docker.com/_/python
    """

    name = "slim-sibling-available"
    aliases = ("dockerfile-doctor:DD018",)
    severity = "info"
    on = ("FROM",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM python:3.14\nCMD ["python", "app.py"]\n',
            "FROM node:24 AS build\nRUN npm ci\nFROM node:24\nCOPY --from=build /a /a\n",
        ),
        good=(
            'FROM python:3.14-slim\nCMD ["python", "app.py"]\n',
            "FROM python:3.14 AS build\nRUN pip wheel a\nFROM scratch\nCOPY --from=build /a /a\n",
            "FROM example.com/python:3\n",
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        image = stage.edges[0].base_image if stage is not None and stage in file.graph.shipped else None
        if image is not None and image.slim is not None and "slim" not in image.variant and node.image is not None:
            yield self.at(node.image, f"`{image.slim}` is the same, and smaller", subject=(node, image))
