from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class FinalNewlineMissing(Rule):
    """No line end behind the last line.

    ## What it flags
    A file whose last character is no line feed.

    ## Why it is bad
    Tools that join or compare files put what follows on the same line.

    ## What to do
    End the file with a line feed.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "final-newline-missing"
    aliases = ("tally:eol-last", "dockerfile-doctor:DD073")
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one", fixed="FROM debian:13-slim\nRUN one\n"),
            Example("FROM debian:13-slim", fixed="FROM debian:13-slim\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n",
            "FROM debian:13-slim\nRUN one\n\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        if text and not text.endswith("\n"):
            yield self.at((len(text), len(text)), "no line end behind the last line", subject=text)
