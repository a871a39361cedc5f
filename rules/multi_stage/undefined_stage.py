from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.graph import Edge, Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UndefinedStage(Rule):
    """`--from` names a stage that is not there.

    ## What it flags
    `COPY --from` and `RUN --mount=from=` that name a stage which comes later in the file, a number that no
    stage has, a variable, which Docker does not expand there, or a name that is one letter away from a
    stage's.

    ## Why it is bad
    The build fails, or Docker takes the name for an image's and downloads one that happens to have it.

    ## What to do
    Name a stage that stands above, or an image with its tag.

    ## Options
    - `images`: also raise it in COPY for every name without a tag that is no earlier stage, spelled as it
      was there; this is how hadolint reads it. Default: false

    ## Limits
    A name without a tag may be an image, or a named context (`docker build --build-context`), which only the
    command line knows.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---from
    - https://docs.docker.com/build/building/multi-stage/
    """

    name = "undefined-stage"
    aliases = (
        "hadolint:DL3022",
        "kics:68a51e22",
        "dockerfile-utils:FLAG_INVALID_FROM_VALUE",
        "dockerfile-doctor:DD039",
        "buddy:EC0002",
        "droast:DF049",
        "tally:circular-stage-deps",
    )
    severity = "error"
    on = ("@file COPY --from", "@file RUN --mount")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"images": True}}
    options = {"images": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13\nCOPY --from=build /a /b\nFROM golang:1.27 AS build\n", lines=(2,)),
            Example("FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=2 /a /b\n", lines=(3,)),
            Example("FROM golang:1.27 AS builder\nFROM debian:13\nCOPY --from=bulider /a /b\n", lines=(3,)),
            "ARG STAGE=build\nFROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=$STAGE /a /b\n",
            Example("FROM debian:13\nCOPY --from=nginx /a /b\n", options={"images": True}),
        ),
        good=(
            "FROM golang:1.27 AS build\nFROM debian:13\nCOPY --from=BUILD /a /b\nCOPY --from=0 /c /d\n",
            "FROM debian:13\nCOPY --from=nginx:1.31 /a /b\nCOPY --from=busybox /c /d\n",
            "FROM golang:1.27 AS go\nFROM debian:13\nCOPY --from=go1 /a /b\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        names: dict[str, None] = {}
        spelled: set[str] = set()
        for stage in file.stages:
            yield from self._edges(stage, names, spelled)
            if stage.name and len(names) < _MOST_NAMES:
                names[stage.name] = None
            if stage.instruction.alias is not None:
                spelled.add(stage.instruction.alias.value)

    def _edges(self, stage: Stage, names: Iterable[str], spelled: set[str]) -> Findings:
        """Check what a stage takes from others; `names` are those of the stages above, `spelled` as written."""
        for edge in stage.edges:
            if edge.kind == "from" or edge.trigger or not edge.written or edge.problem == "self":
                continue
            if self.option["images"]:
                if edge.kind == "copy" and not _is_stage_or_tagged(edge.written, spelled, stage.index):
                    yield self.at(edge.span, f"`{edge.written}` is no stage above")
                continue
            problem = _PROBLEMS.get(edge.problem) or _misspelt(edge, names)
            if problem:
                yield self.at(edge.span, f"`{edge.written}` {problem}", subject=edge)


_MOST_NAMES = 100  # are compared with a name that is none of them
_PROBLEMS = {
    "later": "is a stage that comes later in the file",
    "number": "is a number that no stage has",
    "variable": "holds a variable, and Docker expands none there",
}


def _is_stage_or_tagged(written: str, spelled: set[str], index: int) -> bool:
    if written in spelled or ":" in written:
        return True
    return written.isdigit() and int(written) <= index


def _misspelt(edge: Edge, names: Iterable[str]) -> str:
    written = edge.written.lower()
    if edge.what != "image" or len(written) < 4 or not written.replace("-", "a").replace("_", "a").isalnum():
        return ""
    from dockerlint.lint.spelling import one_slip_apart

    for name in names:
        if one_slip_apart(written, name):
            return f"is no stage; did you mean `{name}`?"
    return ""
