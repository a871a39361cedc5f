from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class OwnerOnWindows(Rule):
    """An owner for files of a Windows image.

    ## What it flags
    `--chown` and `--chmod` in stages that stand on an image of Windows.

    ## Why it is bad
    Windows has no such owners: Docker leaves the flag out of account.

    ## What to do
    Delete it, and use `icacls` in RUN where rights matter.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "owner-on-windows"
    aliases = ("tally:windows/no-chown-flag",)
    on = ("COPY --chown", "COPY --chmod", "ADD --chown", "ADD --chmod")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY --chown=app a C:/a\n",
                fixed="FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a C:/a\n",
            ),
            "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nADD --chmod=755 a C:/a\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY --chown=app a /a\n",
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a C:/a\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = (node.chown or node.chmod) if node.flags else None
        stage = file.graph.stage_of(node) if flag is not None else None
        image = stage.base_image if stage is not None else None
        if flag is not None and image is not None and image.distribution == "windows":
            yield self.at(flag, f"`--{flag.name}` has no effect on Windows", subject=(node, flag))
