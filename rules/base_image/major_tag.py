from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.policy._globs import known_images

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


_RELEASE_IS_SECOND = (
    "python",
    "ruby",
    "golang",
    "php",
    "perl",
    "rust",
    "julia",
    "elixir",
    "nginx",
    "httpd",
    "mysql",
    "mongo",
    "redis",
)


class MajorTag(Rule):
    """A tag that names the major version alone.

    ## What it flags
    Images of languages and servers whose tag names one number only (`python:3`, `node:24`, `postgres:17-alpine` is
    fine where the major version is the release).

    ## Why it is bad
    The next minor version comes with the next pull, and may break what worked.

    ## What to do
    Name the release: `python:3.14`.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """

    name = "major-tag"
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM python:3-slim\n",
            "FROM golang:1\nRUN go build\n",
        ),
        good=(
            "FROM python:3.14-slim\n",
            "FROM node:24\n",
            "FROM postgres:17\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in known_images(file):
            image = use.base_image
            if (
                image is not None
                and image.name in _RELEASE_IS_SECOND
                and image.version.isdigit()
                and not image.software
            ):
                yield self.at(use.span, f"`{use.written}` names the major version alone", subject=use)
