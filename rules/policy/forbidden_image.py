from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import any_matches, known_images, names, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ForbiddenImage(Rule):
    """An image that the policy forbids.

    ## What it flags
    Images of FROM, `COPY --from` and `RUN --mount=from=` that fit one of the patterns in `images`. Without patterns
    the rule says nothing. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Somebody has decided that this image is not to be used.

    ## What to do
    Use one that is allowed.

    ## Options
    - `images`: patterns of images, with `*` for any characters: `docker.io/library/centos*`, `*:latest`,
      `*/legacy/*`. A pattern without a registry means Docker Hub's images too. Default: none

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "forbidden-image"
    aliases = ("dockerfile_lint:not_from_fedora",)
    severity = "error"
    on = ("@file ?images", "@images ?images")
    groups = {"recommended": {}, "strict": {}}
    options = {"images": []}
    examples = Examples(
        bad=(
            Example("FROM centos:7\n", options={"images": ["centos*"]}),
            Example(
                "FROM debian:13-slim\nCOPY --from=example.com/legacy/a:1 /a /a\n", options={"images": ["*/legacy/*"]}
            ),
            Example(
                "services:\n  a:\n    image: ${HUB:-docker.io}/library/centos:7\n",
                path="compose.yaml",
                options={"images": ["centos*"]},
            ),
        ),
        good=(
            "FROM centos:7\n",
            Example("FROM example.com/centos:7\n", options={"images": ["centos:*"]}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        patterns = texts(self.option["images"])
        for use in known_images(file) if patterns else ():
            if any_matches(patterns, names(use)):
                yield self.at(use.span, f"`{use.written}` is forbidden by the policy", subject=use)
