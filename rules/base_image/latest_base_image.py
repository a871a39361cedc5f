from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.base_image.common import read_end, shown, tag_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.reference import ImageReference
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class LatestBaseImage(Rule):
    """An image whose tag is `latest`.

    ## What it flags
    An image in `FROM`, `COPY --from` or `RUN --mount=from=` with the tag `latest` and no digest. Variables
    count with the default of their `ARG`: `ARG TAG=latest` before `FROM debian:$TAG` is flagged. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    `latest` is a name like any other that its publisher moves when a release comes out, or forgets to move. A
    build that worked fails, or succeeds with something else inside, and nobody can tell which release an old
    image was built on.

    ## What to do
    Write the release that the file was tested with, `debian:13-slim`. Where a publisher has no other tag, add
    the digest: `image:latest@sha256:…`.

    ## Options
    - `as-written` (default false): look at `FROM` alone, and leave the defaults of `ARG` out. This is how
      hadolint reads it.
    - `index` (default empty): files that say which tag is meant, for the fix: lines of `image tag`, or a JSON
      object of images and tags. Without one only a tag that the file itself has for the image will do.

    ## Limits
    Only `latest` itself: `latest-alpine`, `stable` or `edge` move too, but often within a release that
    somebody chose.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    - https://docs.docker.com/reference/cli/docker/image/tag/
    """

    name = "latest-base-image"
    aliases = (
        "hadolint:DL3007",
        "checkov:CKV_DOCKER_7",
        "trivy:DS-0001",
        "kics:f45ea400",
        "dockerfilelint:latest_tag",
        "dockerfile_lint:is_latest_tag",
        "dockle:DKL-DI-0006",
        "slim:ID.20006",
        "dockerfile-doctor:DD001",
        "buddy:EF0003",
        "sonar:S6596",
        "droast:DF001",
        "droast:DF024",
        "semgrep:avoid-latest-version",
    )
    on = ("@file", "@images")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"as-written": True}}
    options = {"as-written": False, "index": []}
    examples = Examples(
        bad=(
            Example("FROM debian:latest\n", lines=(1,), refused="nothing tells which release"),
            Example(
                "FROM node:24 AS a\nFROM node:latest\nCOPY --from=a /a /a\n",
                fixed="FROM node:24 AS a\nFROM node:24\nCOPY --from=a /a /a\n",
            ),
            Example("ARG TAG=latest\nFROM debian:${TAG}\n", lines=(2,)),
            Example("ARG REGISTRY\nFROM ${REGISTRY}/debian:latest\n", lines=(2,)),
            Example("FROM debian:13-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\n", lines=(2,)),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: 'nginx:latest'\n",
                path="pod.yaml",
                lines=(6,),
            ),
        ),
        good=(
            "FROM debian:13-slim AS latest\nFROM latest\nFROM debian:latest-backports\n",
            "FROM debian:latest@sha256:" + "0123456789abcdef" * 4 + "\n",
            "ARG TAG\nFROM debian:$TAG\nFROM debian:${TAG:-13-slim}\n",
            Example(
                "ARG TAG=latest\nFROM debian:$TAG\nCOPY --from=nginx:latest / /\n",
                options={"as-written": True},
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in file.graph.images:
            if self.option["as-written"]:
                latest = use.kind == "from" and use.written.endswith(":latest")
            else:
                reference = read_end(use)
                latest = use.kind != "syntax" and reference is not None and _is_latest(reference)
            if latest:
                message = f"{shown(use)} is another image whenever `latest` moves; name a release"
                finding = self.at(tag_span(use), message, subject=(use, self.option["index"]))
                finding.confidence = "medium" if "$" in use.written else "high"
                yield finding


def _is_latest(reference: ImageReference) -> bool:
    return reference.tag == "latest" and not reference.digest
