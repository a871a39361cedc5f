from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class CopyOfWholeRoot(Rule):
    """A whole file system copied over the image's own.

    ## What it flags
    `COPY --from=… / /` in a stage that is not built on `scratch`.

    ## Why it is bad
    Everything of the other image is there too, tools and caches included, so that the stages save nothing;
    and two distributions in one file system overwrite each other's libraries.

    ## What to do
    Copy the files that are wanted. To go on from another stage, use `FROM stage`.

    ## Options
    - `on-scratch`: also raise it on `scratch`, where such a COPY joins all layers in one. Default: false

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/
    """

    name = "copy-of-whole-root"
    aliases = ("hadolint:DL3067",)
    on = ("COPY",)
    groups = {"recommended": {}, "strict": {"on-scratch": True}, "hadolint": {"on-scratch": True}}
    options = {"on-scratch": False}
    examples = Examples(
        bad=(
            Example("FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build / /\n", lines=(3,)),
            'FROM debian:13\nCOPY --from=alpine:3.23 ["/", "/"]\n',
            Example("FROM debian:13 AS x\nFROM scratch\nCOPY --from=x / /\n", options={"on-scratch": True}),
        ),
        good=(
            "FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build /rootfs /\n",
            "FROM debian:13 AS x\nFROM scratch\nCOPY --from=x / /\n",
            "FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build / /other\nCOPY / /\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not isinstance(node, Copy) or node.from_ is None or node.in_onbuild or node.destination is None:
            return
        if node.destination.value != "/" or all(word.value != "/" for word in node.sources):
            return
        stage = file.graph.stage_of(node)
        if stage is not None and stage.bases[-1].is_scratch and not self.option["on-scratch"]:
            return
        yield self.at(node.sources[0], f"the whole file system of `{node.from_.value}` is copied", subject=node)
