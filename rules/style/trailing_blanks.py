from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class TrailingBlanks(Rule):
    """Blanks at the end of a line.

    ## What it flags
    Spaces and tabs at the end of a line, those of here-documents left out.

    ## Why it is bad
    They show up in every comparison, and behind a backslash older versions of Docker took it for the line's end.

    ## What to do
    Delete them.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "trailing-blanks"
    aliases = ("tally:no-trailing-spaces", "redcoolbeans:no_trailing_spaces", "dockerfile-doctor:DD075")
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    not_in = {"heredoc": "blanks in a here-document are part of it"}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one\x20\n", fixed="FROM debian:13-slim\nRUN one\n"),
            Example(
                "FROM debian:13-slim\nRUN one && \\ \n    two\nUSER app\t\n",
                fixed="FROM debian:13-slim\nRUN one && \\\n    two\nUSER app\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN one && \\\n    two\n",
            "FROM debian:13-slim\nRUN <<EOF\none  \nEOF\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        text = file.tree.text
        if " \n" not in text and "\t\n" not in text and " \r" not in text and not text.endswith((" ", "\t")):
            return
        kept = [(doc.start, doc.start + len(doc.content)) for node in file.tree.instructions for doc in node.heredocs]
        start = 0
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            line = text[start:end].rstrip("\r")
            stripped = line.rstrip(" \t")
            if stripped != line and not any(first <= start < last for first, last in kept):
                place = (start + len(stripped), start + len(line))
                yield self.at(place, "blanks at the end of the line", subject=place)
            start = end + 1
