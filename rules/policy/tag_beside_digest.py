from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.policy._globs import known_images

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TagBesideDigest(Rule):
    """A tag that a digest makes idle.

    ## What it flags
    Images that are named with both a tag and a digest. Images of
    the containers in Compose and Kubernetes files count too.

    ## Why it is bad
    The digest alone decides. The tag says what was meant, and nobody notices where it does not fit the digest.

    ## What to do
    Leave the tag out, or see to it that a tool updates both.

    ## Sources
    - https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier
    """

    name = "tag-beside-digest"
    aliases = ("sonar:S8431",)
    severity = "style"
    on = ("@file", "@images")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim@sha256:24454f83\n", fixed="FROM debian@sha256:24454f83\n"),
            "FROM scratch\nCOPY --from=busybox:1.37@sha256:24454f83 /a /b\n",
        ),
        good=(
            "FROM debian@sha256:24454f83\n",
            "FROM example.com:5000/a@sha256:24454f83\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for use in known_images(file):
            name, at, _ = (use.reference or "").partition("@")
            if at and ":" in name.rpartition("/")[2]:
                yield self.at(use.span, "the digest alone decides: the tag has no effect", subject=use)
