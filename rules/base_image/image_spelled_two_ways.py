from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.policy._globs import known_images

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class ImageSpelledTwoWays(Rule):
    """One image under two names.

    ## What it flags
    References of one file that are the same repository and tag, and spelled in different ways: `debian:13` and
    `docker.io/library/debian:13`, `nginx` and `nginx:latest`.

    ## Why it is bad
    A reader takes them for two images, and who updates one of them forgets the other.

    ## What to do
    Spell it one way.

    ## Sources
    - https://docs.docker.com/reference/cli/docker/image/tag/
    """

    name = "image-spelled-two-ways"
    severity = "info"
    on = ("@file FROM again", "@file ~from=")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13 AS build\nFROM docker.io/library/debian:13\n",
            "FROM nginx\nCOPY --from=nginx:latest /a /b\n",
        ),
        good=(
            "FROM debian:13 AS build\nFROM debian:13\n",
            "FROM debian:13 AS build\nFROM debian:13-slim\n",
            "FROM quay.io/a/b:1\nCOPY --from=docker.io/a/b:1 /a /b\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if len(file.stages) < len(("one", "two")) and "--from=" not in file.tree.text and "from=" not in file.tree.text:
            return
        seen: dict[tuple[str, str, str, str | None], str] = {}
        for use in known_images(file):
            if "$" in use.written:
                continue
            reference = parse_reference(use.reference or "")
            if reference is None:
                continue
            tag = reference.tag or ("" if reference.digest else "latest")
            key = (reference.registry, reference.repository, tag, reference.digest)
            before = seen.setdefault(key, use.written)
            if before != use.written:
                yield self.at(use.span, f"the same image as `{before}`, spelled in another way", subject=(use, before))
