from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class BaseTagRepeated(Rule):
    """The same base image named in several FROMs.

    ## What it flags
    Two or more FROM lines with the same reference, tag or digest included, where no ARG holds it.

    ## Why it is bad
    An update has to find all of them.

    ## What to do
    Name it once, `ARG BASE=debian:13-slim` in front of the first FROM, and write `FROM $BASE`; or build on a stage
    of your own.

    ## Sources
    - https://docs.docker.com/build/building/variables/#scoping
    """

    name = "base-tag-repeated"
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim AS build\nFROM debian:13-slim\n",
            "FROM node:24 AS a\nRUN x\nFROM node:24 AS b\nRUN y\n",
        ),
        good=(
            "ARG BASE=debian:13-slim\nFROM $BASE AS build\nFROM $BASE\n",
            "FROM debian:13-slim AS base\nFROM base AS build\nFROM base\n",
            "FROM scratch\nFROM scratch\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        seen: set[str] = set()
        for stage in file.stages:
            word = stage.instruction.image
            if word is None or stage.edges[0].what != "image" or "$" in word.value:
                continue
            if word.value in seen:
                yield self.at(word, f"`{word.value}` is named in several FROMs: an ARG holds it once", subject=stage)
            seen.add(word.value)
