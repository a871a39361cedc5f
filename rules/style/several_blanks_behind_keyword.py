from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SeveralBlanksBehindKeyword(Rule):
    """Several blanks between an instruction and what follows.

    ## What it flags
    More than one space, or a tab, between the keyword and its first argument on the same line.

    ## Why it is bad
    Columns that are lined up by hand shift with the next change.

    ## What to do
    Write one space.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "several-blanks-behind-keyword"
    aliases = ("tally:no-multi-spaces",)
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    not_in = {
        "onbuild": "the blanks behind ONBUILD count",
        "heredoc": "the blanks in front of a here-document are its instruction's",
    }
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN   one\n", fixed="FROM debian:13-slim\nRUN one\n"),
            Example("FROM debian:13-slim\nENV\tA=b\n", fixed="FROM debian:13-slim\nENV A=b\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN one   two\n",
            "FROM debian:13-slim\nRUN \\\n    one\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        for node in file.tree.instructions:
            first = node.start + len(node.keyword)
            if text[first : first + 1] == " " and text[first + 1 : first + 2] not in (" ", "\t"):
                continue
            end = first
            while end < len(text) and text[end] in " \t":
                end += 1
            if end < len(text) and text[first:end] not in (" ", "") and text[end] not in "\r\n\\`":
                yield self.at((first, end), f"several blanks behind {node.keyword}", subject=(first, end))
