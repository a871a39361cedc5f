from __future__ import annotations

from dockerlint.knowledge.images import describe
from dockerlint.knowledge.reference import parse_reference
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
    `COPY --from=… / /` of an image or a stage that holds a distribution, into a stage that is not built on
    `scratch`.

    ## Why it is bad
    Everything of the other image is there too, tools and caches included, so that the stages save nothing;
    and two distributions in one file system overwrite each other's libraries.

    ## What to do
    Copy the files that are wanted. To go on from another stage, use `FROM stage`.

    ## Options
    - `always`: also raise it on `scratch`, where such a COPY joins all layers in one, and for sources of which
      nothing is known: they may be made to be copied as a whole. Default: false

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/
    """

    name = "copy-of-whole-root"
    aliases = ("hadolint:DL3067",)
    on = ("COPY --from",)
    groups = {"recommended": {}, "strict": {"always": True}, "hadolint": {"always": True}}
    options = {"always": False}
    examples = Examples(
        bad=(
            Example("FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build / /\n", lines=(3,)),
            'FROM debian:13\nCOPY --from=alpine:3.23 ["/", "/"]\n',
            Example("FROM debian:13 AS x\nFROM scratch\nCOPY --from=x / /\n", options={"always": True}),
        ),
        good=(
            "FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build /rootfs /\n",
            "FROM debian:13 AS x\nFROM scratch\nCOPY --from=x / /\n",
            "FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=build / /other\nCOPY / /\n",
            "FROM scratch AS files\nCOPY a /a\nFROM debian:13\nCOPY --from=files / /\nCOPY --from=tonistiigi/xx / /\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not isinstance(node, Copy) or node.from_ is None or node.in_onbuild or node.destination is None:
            return
        if node.destination.value != "/" or all(word.value != "/" for word in node.sources):
            return
        if not self.option["always"] and not _mixes(node, file):
            return
        yield self.at(node.sources[0], f"the whole file system of `{node.from_.value}` is copied", subject=node)


def _mixes(node: Copy, file: Dockerfile) -> bool:
    """Whether the source is known to hold a distribution, and the target's stage is not empty."""
    stage = file.graph.stage_of(node)
    if stage is None or stage.bases[-1].is_scratch:
        return False
    edge = next((edge for edge in stage.edges if edge.instruction is node), None)
    if edge is None:
        return False
    reference = parse_reference(edge.source.bases[-1].image or "" if edge.source is not None else edge.image or "")
    image = describe(reference) if reference is not None else None
    return image is not None and image.distribution is not None
