from __future__ import annotations

from dockerlint.knowledge.images import describe
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.base_image.common import read_end, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UntaggedBaseImage(Rule):
    """An image named without tag and digest.

    ## What it flags
    An image in `FROM`, `COPY --from` or `RUN --mount=from=` with neither a tag nor a digest. Variables count
    with the default of their `ARG`: `ARG BASE=debian` before `FROM $BASE` is flagged, `FROM $BASE` without a
    default is not. `scratch` and the stages of the file are no images. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    Docker then takes `latest`, which is another release from one day to the next: a build that worked fails,
    or worse, succeeds with something else inside, and nobody can tell which release an old image was built
    on.

    ## What to do
    Write the release that the file was tested with, `debian:13-slim`; for builds that can be repeated
    exactly, a digest as well.

    ## Options
    - `as-written` (default false): look at `FROM` alone, and at the text as it stands: a name that begins
      with a variable passes, any other without `:` and `@` does not. This is how hadolint reads it.
    - `index` (default empty): files that say which tag is meant, for the fix: lines of `image tag`, or a JSON
      object of images and tags. Without one only a tag that the file itself has for the image will do.

    ## Limits
    Named build contexts (`docker build --build-context`) look like images. A bare word in `COPY --from`, in
    `RUN --mount` or from a variable is flagged only where an image of that name is known.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    - https://docs.docker.com/reference/dockerfile/#from
    """

    name = "untagged-base-image"
    aliases = (
        "hadolint:DL3006",
        "checkov:CKV_DOCKER_7",
        "trivy:DS-0001",
        "kics:9efb0b2d",
        "dockerfilelint:missing_tag",
        "dockerfile_lint:no_tag",
        "slim:ID.20006",
        "dockerfile-doctor:DD001",
        "buddy:EF0004",
        "sonar:S6596",
        "semgrep:missing-image-version",
        "droast:DF001",
    )
    on = ("@file", "@images")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"as-written": True}}
    options = {"as-written": False, "index": []}
    examples = Examples(
        bad=(
            Example("FROM debian\n", lines=(1,), refused="nothing tells which release"),
            Example(
                "FROM node:24-slim AS a\nFROM node\nCOPY --from=a /a /a\n",
                fixed="FROM node:24-slim AS a\nFROM node:24-slim\nCOPY --from=a /a /a\n",
            ),
            Example("ARG BASE=registry.example.com:5000/base\nFROM $BASE\n", lines=(2,)),
            Example("ARG REGISTRY\nFROM ${REGISTRY}/library/debian\n", lines=(2,)),
            Example("FROM debian:13-slim\nCOPY --from=composer /usr/bin/composer /usr/bin/\n", lines=(2,)),
            Example("FROM foo/$BASE\n", options={"as-written": True}),
            Example("services:\n  db:\n    image: postgres\n", path="compose.yaml", lines=(3,)),
        ),
        good=(
            "FROM debian:13-slim AS Base\nFROM base\nFROM scratch\nCOPY --from=Base /etc/passwd /etc/\n",
            "FROM debian@sha256:" + "0123456789abcdef" * 4 + "\n",
            "ARG TAG\nARG BASE=debian:13\nFROM $BASE\nFROM debian:$TAG\nFROM base$TAG\nFROM $MISSING\n",
            "ARG BASE=none\nFROM $BASE\nCOPY --from=assets /css /css\nONBUILD COPY --from=a /app /app\n",
            Example("ARG BASE=debian\nFROM $BASE\nCOPY --from=nginx / /\n", options={"as-written": True}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        untagged = _untagged_as_written if self.option["as-written"] else _untagged
        for use in file.graph.images:
            if untagged(use):
                message = f"{shown(use)} has no tag or digest, so Docker takes `latest`"
                finding = self.at(use.span, message, subject=(use, self.option["index"]))
                finding.confidence = "medium" if "$" in use.written else "high"
                yield finding


def _untagged(use: ImageUse) -> bool:
    reference = read_end(use)
    if use.kind == "syntax" or reference is None or reference.tag or reference.digest:
        return False
    # A bare word can be a named context, a default that every build replaces, or a name that Kustomize does.
    plain = use.kind == "from" and "$" not in use.written
    return plain or "/" in (use.reference or use.written) or describe(reference) is not None


def _untagged_as_written(use: ImageUse) -> bool:
    return use.kind == "from" and not use.written.startswith("$") and not {":", "@"} & set(use.written)
