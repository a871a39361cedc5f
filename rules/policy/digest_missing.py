from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import known_images

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DigestMissing(Rule):
    """An image without a digest.

    ## What it flags
    Images of FROM, `COPY --from` and `RUN --mount=from=` that are named without `@sha256:…`; stages, `scratch` and
    references that a variable hides are left alone. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    A tag can be moved: the same file gives another image tomorrow, from the same registry or from who has taken it
    over.

    ## What to do
    Add the digest: `FROM debian:13-slim@sha256:…`. A tool such as Renovate keeps it up to date.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
    """

    name = "digest-missing"
    aliases = ("sonar:S7023", "semgrep:dockerfile-source-not-pinned")
    severity = "info"
    on = ("@file", "@images")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\n",
            "FROM scratch\nCOPY --from=busybox:1.37 /bin/sh /sh\n",
            Example(
                "services:\n  db:\n    image: ${HUB}/a:1\n  e:\n    image: postgres:17\n",
                path="compose.yaml",
                lines=(5,),
            ),
        ),
        good=(
            "FROM debian:13-slim@sha256:24454f83\n",
            "FROM scratch\n",
            "ARG BASE\nFROM $BASE\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in known_images(file):
            if "@" not in (use.reference or "") and "@" not in use.written:
                yield self.at(use.span, f"`{use.written}` has no digest", subject=use)
