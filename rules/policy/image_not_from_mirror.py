from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import texts
from dockerlint.rules.policy._mirrors import mirrored, written_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ImageNotFromMirror(Rule):
    """An image from a registry of which the project has a mirror.

    ## What it flags
    An image whose registry, or registry and path, the key `mirrors` of the configuration maps to a mirror, in FROM,
    `COPY --from`, `RUN --mount=from=`, and in Compose and Kubernetes files. The longest entry that fits counts.
    Without the key the rule says nothing.

        mirrors:
          docker.io: mirror.example.com/hub
          ghcr.io/our-team: registry.example.com/team

    ## Why it is bad
    The build depends on a registry that may limit it, be out of reach, or change what stands behind a tag.

    ## What to do
    Name the image at the mirror. The fix writes that: `debian:13` becomes `mirror.example.com/hub/library/debian:13`;
    tag and digest stay. It is unsafe: whether the mirror has the image is not asked.

    ## Options
    - `mirrors`: entries beside those of the key, as `docker.io=mirror.example.com/hub`. Default: none

    ## Sources
    - https://docs.docker.com/docker-hub/image-library/mirror/
    """

    name = "image-not-from-mirror"
    on = ("@file ?mirrors", "@images ?mirrors")
    groups = {"recommended": {}, "strict": {}}
    options = {"mirrors": []}
    examples = Examples(
        bad=(
            Example(
                "FROM --platform=linux/amd64 debian:13-slim AS a\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n",
                fixed="FROM --platform=linux/amd64 m.example.com/hub/library/debian:13-slim AS a\n"
                "COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/\n",
                options={"mirrors": ["docker.io=m.example.com/hub"]},
            ),
            Example(
                "services:\n  a:\n    image: 'ghcr.io/team/a:1@sha256:" + "0123456789abcdef" * 4 + "' # ours\n",
                fixed="services:\n  a:\n    image: 'r.example.com/a:1@sha256:" + "0123456789abcdef" * 4 + "' # ours\n",
                path="compose.yaml",
                options={"mirrors": ["ghcr.io=m.example.com/ghcr", "ghcr.io/team=r.example.com"]},
            ),
            Example(
                "ARG BASE=debian:13\nFROM $BASE\n",
                lines=(2,),
                refused="variable",
                options={"mirrors": ["docker.io=m.example.com/hub"]},
            ),
        ),
        good=(
            "FROM debian:13-slim\n",
            Example(
                "FROM m.example.com/hub/library/debian:13-slim AS a\nFROM a\nFROM quay.io/a/b:1\nFROM scratch\n",
                options={"mirrors": ["docker.io=m.example.com/hub"]},
            ),
            Example("FROM ghcr.io/teams/a:1\n", options={"mirrors": ["ghcr.io/team=m.example.com/team"]}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        mirrors: dict[str, str] = {}
        for entry in texts(self.option["mirrors"]):
            source, _, target = entry.partition("=")
            mirrors[source] = target
        for use in file.graph.images:
            name = written_name(use) if use.kind != "syntax" else None
            place = mirrored(name, mirrors) if name is not None else None
            if place is not None:
                message = f"the mirror has this image: `{place}`"
                yield self.at(use.span, message, subject=(use, name, place))
