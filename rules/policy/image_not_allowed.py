from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import any_matches, known_images, names, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ImageNotAllowed(Rule):
    """An image that the policy does not allow.

    ## What it flags
    Images of FROM, `COPY --from` and `RUN --mount=from=` that fit none of the patterns in `images`. Without
    patterns the rule says nothing. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Only images that somebody looks after are to be used.

    ## What to do
    Use one that is allowed.

    ## Options
    - `images`: patterns of images, with `*` for any characters: `docker.io/library/*`, `registry.example.com/*`. A
      pattern without a registry means Docker Hub's images too. Default: none

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "image-not-allowed"
    aliases = ("dockerfile_lint:from_not_redhat",)
    severity = "error"
    on = ("@file ?images", "@images ?images")
    groups = {"recommended": {}, "strict": {}}
    options = {"images": []}
    examples = Examples(
        bad=(
            Example("FROM centos:7\n", options={"images": ["debian:*", "alpine:*"]}),
            Example("FROM debian:13-slim\nCOPY --from=quay.io/a/b:1 /a /a\n", options={"images": ["debian*"]}),
        ),
        good=(
            "FROM centos:7\n",
            Example(
                "FROM debian:13-slim AS build\nFROM registry.example.com/a/b:1\n",
                options={"images": ["debian*", "registry.example.com/*"]},
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        patterns = texts(self.option["images"])
        for use in known_images(file) if patterns else ():
            if not any_matches(patterns, names(use)):
                yield self.at(use.span, f"`{use.written}` is not allowed by the policy", subject=use)
