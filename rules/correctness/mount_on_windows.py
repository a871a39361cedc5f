from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class MountOnWindows(Rule):
    """A mount for a RUN of a Windows image.

    ## What it flags
    `RUN --mount` in stages that stand on an image of Windows.

    ## Why it is bad
    The builder has no mounts for Windows containers: the build stops there.

    ## What to do
    Copy what is needed, and delete it in the same RUN.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "mount-on-windows"
    aliases = ("tally:windows/no-run-mounts",)
    severity = "error"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            ("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN --mount=type=cache,target=C:/x make\n"),
            "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN --mount=type=secret,id=a make\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/x make\n",
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN make\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.flag("mount") if node.flags else None
        stage = file.graph.stage_of(node) if flag is not None else None
        image = stage.base_image if stage is not None else None
        if flag is not None and image is not None and image.distribution == "windows":
            yield self.at(flag, "there are no mounts for Windows containers", subject=(node, flag))
