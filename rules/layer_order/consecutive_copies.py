from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache.common import reaches_image
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ConsecutiveCopies(Rule):
    """COPYs in a row to one folder.

    ## What it flags
    COPY instructions, or ADD, that follow each other with the same flags and the same destination, in a stage whose
    layers are in the image. A comment between two of them separates them: the author had something to say.

    ## Why it is bad
    Each makes a layer of its own, and nothing runs between them that would profit from the cache of the first.

    ## What to do
    Name all sources in one: `COPY package.json package-lock.json gulpfile.js ./`.

    The fix does that: what is copied later still covers what is copied earlier. It is refused where the destination
    does not end with a slash, for then it may be a file.

    ## Limits
    Where the first copies gigabytes and the second changes often, two layers push less.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy
    """

    name = "consecutive-copies"
    aliases = ("kics:0008c003",)
    severity = "info"
    on = ("@stage COPY", "@stage ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24-slim\nCOPY package.json ./\nCOPY gulpfile.js ./\nCOPY a.js ./\n",
                lines=(3,),
                fixed="FROM node:24-slim\nCOPY package.json gulpfile.js a.js ./\n",
            ),
            Example("FROM debian:13-slim\nADD a.spec /src\nADD b.tar.xz /src\n", lines=(3,), refused="no slash"),
            Example(
                'FROM debian:13-slim\nCOPY ["a b", "/x/"]\n\nCOPY ["c", \\\n    "/x/"]\nRUN one\n',
                fixed='FROM debian:13-slim\nCOPY ["a b", "c", "/x/"]\n\nRUN one\n',
            ),
            Example(
                "FROM debian:13-slim\nCOPY --chown=1 a \\\n    b .\nCOPY --chown=1 c d .\n",
                fixed="FROM debian:13-slim\nCOPY --chown=1 a \\\n    b c d ./\n",
            ),
            Example('FROM debian:13-slim\nCOPY a /x/\nCOPY ["b", "/x/"]\n', refused="JSON"),
            Example(
                f"FROM debian:13-slim\nCOPY {'a' * 70} /x/\nCOPY {'b' * 70} /x/\n",
                fixed=f"FROM debian:13-slim\nCOPY {'a' * 70} \\\n    {'b' * 70} \\\n    /x/\n",
            ),
        ),
        good=(
            "FROM node:24-slim\nCOPY package.json ./\nRUN npm install\nCOPY a.js ./\n",
            "FROM node:24-slim\nCOPY package.json ./\nCOPY a.js ./js/\n",
            "FROM node:24-slim\nCOPY --chown=1000 package.json ./\nCOPY a.js ./\n",
            "FROM node:24-slim\nCOPY package.json ./\n# our own\nCOPY a.js ./\n",
            "FROM node:24-slim AS build\nCOPY a ./\nCOPY b ./\nFROM scratch\nCOPY --from=build /x /\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        rows: list[list[Instruction]] = []
        for first, second in zip(stage.instructions, stage.instructions[1:], strict=False):
            if not _belong_together(first, second):
                continue
            if rows and rows[-1][-1] is first:
                rows[-1].append(second)
            else:
                rows.append([first, second])
        for row in rows:
            second = row[1]
            if reaches_image(file, second):
                message = f"{second.keyword} to the folder of the one in front: one instruction can name all sources"
                yield self.at(second.keyword_word, message, subject=row)


def _belong_together(first: Instruction, second: Instruction) -> bool:
    if not isinstance(first, (Add, Copy)) or not isinstance(second, (Add, Copy)) or first.keyword != second.keyword:
        return False
    if first.heredocs or second.heredocs or second.comments or first.destination is None or second.destination is None:
        return False
    same = first.destination.value.rstrip("/") == second.destination.value.rstrip("/")
    return same and _flags(first) == _flags(second)


def _flags(node: Instruction) -> list[tuple[str, str | None]]:
    return sorted((flag.name, flag.value) for flag in node.flags)
