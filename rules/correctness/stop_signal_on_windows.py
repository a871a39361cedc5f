from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Stopsignal


class StopSignalOnWindows(Rule):
    """A stop signal for a Windows image.

    ## What it flags
    STOPSIGNAL in stages that stand on an image of Windows.

    ## Why it is bad
    Windows has no signals: Docker leaves the instruction out of account.

    ## What to do
    Delete it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "stop-signal-on-windows"
    aliases = ("tally:windows/no-stopsignal",)
    on = ("STOPSIGNAL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSTOPSIGNAL SIGTERM\n",
            "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nSTOPSIGNAL 15\n",
        ),
        good=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGTERM\n",
            "FROM example.com/app:1\nSTOPSIGNAL SIGTERM\n",
        ),
    )

    def instruction(self, node: Stopsignal, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        image = stage.base_image if stage is not None else None
        if image is not None and image.distribution == "windows":
            yield self.at(node.keyword_word, "Windows has no signals", subject=node)
