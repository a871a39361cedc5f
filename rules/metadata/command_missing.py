from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CommandMissing(Rule):
    """An image that says nothing of what it runs.

    ## What it flags
    An image that stands on `scratch`, or on a plain distribution (Debian, Alpine …), without CMD and ENTRYPOINT.

    ## Why it is bad
    The container starts a shell, or nothing at all.

    ## What to do
    Add CMD or ENTRYPOINT. For an image that others build on, ignore the rule.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "command-missing"
    aliases = ("dockerfile_lint:CMD/ENTRYPOINT", "droast:DF036")
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY serve /serve\n",
            "FROM scratch\nCOPY serve /serve\n",
        ),
        good=(
            'FROM debian:13-slim\nCOPY serve /serve\nCMD ["/serve"]\n',
            "FROM nginx:1.29\nCOPY site /usr/share/nginx/html\n",
            'FROM debian:13-slim AS base\nENTRYPOINT ["/serve"]\nFROM base\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or any(one.keyword in ("CMD", "ENTRYPOINT") for link in stage.bases for one in link.steps):
            return
        root = stage.bases[-1]
        image = root.base_image
        if root.is_scratch or (
            image is not None and image.category in ("distribution", "minimal") and image.entrypoint is None
        ):
            yield self.at(stage.instruction.keyword_word, "the image says nothing of what it runs", subject=stage)
