from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.user.common import STEP_DOWN, last_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class UserMissing(Rule):
    """The image has no USER: its program is root.

    ## What it flags
    An image without USER, its own or that of a stage it is built on, unless its base image is known to have an
    unprivileged one, or ENTRYPOINT or CMD steps down by itself (`gosu`, `su-exec`, `setpriv` …).

    ## Why it is bad
    Whoever breaks into the program is root in the container: he may change every file of it, and a gap in the
    kernel or a mounted socket makes him root on the host.

    ## What to do
    Create an account and end the file with `USER 10001`. Platforms that forbid root can check a number, not a name.

    ## Limits
    What the user of a base image is, is known for common images alone: where it is not known, root is taken for
    granted.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    """

    name = "user-missing"
    aliases = (
        "checkov:CKV_DOCKER_3",
        "trivy:DS-0002",
        "kics:fd54f200",
        "dockle:CIS-DI-0001",
        "sonar:S6471",
        "semgrep:missing-user",
        "semgrep:missing-user-entrypoint",
        "dockerfile-doctor:DD008",
        "droast:DF020",
        "dockerfile_lint:USER",
    )
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN make\nCMD ["serve"]\n',
            'FROM oven/bun:1.3\nCMD ["bun", "index.js"]\n',
            ("FROM node:24-slim AS build\nUSER node\nRUN make\nFROM node:24-slim\nCOPY --from=build /x /x\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN make\nUSER 10001\n",
            'FROM gcr.io/distroless/static-debian12:nonroot\nCMD ["/serve"]\n',
            'FROM debian:13-slim\nENTRYPOINT ["gosu", "app", "serve"]\n',
            'FROM debian:13-slim AS base\nUSER app\nFROM base\nCMD ["serve"]\n',
            "FROM scratch\nCOPY rootfs /\n",
            'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCMD ["x"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or last_user(stage, inherited=True) is not None:
            return
        root = stage.bases[-1]
        image = root.base_image
        if root.is_scratch and not _starts(stage):
            return
        if image is not None and (
            image.distribution == "windows"
            or image.user not in (None, "root")
            or "nonroot" in (image.reference.tag or "")
        ):
            return
        starters = [node for link in stage.bases for node in link.instructions if node.keyword in ("CMD", "ENTRYPOINT")]
        if not any(word.text in STEP_DOWN for node in starters for one in file.commands(node) for word in one.words):
            yield self.at(stage.instruction.keyword_word, "the image has no USER: its program is root", subject=stage)


def _starts(stage: Stage) -> bool:
    return any(node.keyword in ("CMD", "ENTRYPOINT") for link in stage.bases for node in link.instructions)
