from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.items import Item


class SeveralEmptyLines(Rule):
    """Several empty lines in a row.

    ## What it flags
    More than one empty line between two instructions, and any at the beginning of the file.

    ## Why it is bad
    One is enough to set parts apart.

    ## What to do
    Leave one.

    ## Options
    - `most`: how many may stand in a row. Default: 1

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "several-empty-lines"
    aliases = ("tally:no-multiple-empty-lines",)
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    options = {"most": 1}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one\n\n\nRUN two\n", fixed="FROM debian:13-slim\nRUN one\n\nRUN two\n"),
            Example("# a\n\n\n\nFROM debian:13-slim\n", fixed="# a\n\nFROM debian:13-slim\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n\nRUN two\n",
            "FROM debian:13-slim\nRUN <<EOF\none\n\n\ntwo\nEOF\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if "\n\n\n" not in file.tree.text and "\n\r\n\r\n" not in file.tree.text:
            return
        most = int(self.option["most"]) if isinstance(self.option["most"], int) else 1
        blanks: list[Item] = []
        for item in [*file.tree.items, None]:
            if item is not None and item.kind == "blank":
                blanks.append(item)
                continue
            if len(blanks) > most and item is not None:
                place = (blanks[most].full_start, blanks[-1].full_end)
                yield self.at((place[0], place[0]), f"{len(blanks)} empty lines in a row", subject=place)
            blanks = []
