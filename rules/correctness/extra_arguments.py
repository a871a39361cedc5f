from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ExtraArguments(Rule):
    """An instruction with more arguments than it takes.

    ## What it flags
    FROM with other than one argument or three (`AS name`), `HEALTHCHECK NONE` with anything behind it, and
    STOPSIGNAL and USER with blanks in between, and WORKDIR and VOLUME with a comment behind them.

    ## Why it is bad
    The build stops there, or takes the words for one name that nobody has.

    ## What to do
    Delete what is too much. A comment has a line of its own.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "extra-arguments"
    aliases = (
        "dockerfile-utils:ARGUMENT_EXTRA",
        "dockerfile-utils:ARGUMENT_REQUIRES_ONE_OR_THREE",
        "dockerfile-utils:ARGUMENT_UNNECESSARY",
        "dockerfile-utils:INVALID_AS",
        "dockerfilelint:extra_args",
        "dockerfilelint:invalid_format",
        "dockerfilelint:invalid_workdir",
        "slim:ID.20005",
    )
    severity = "error"
    on = ("FROM", "HEALTHCHECK", "STOPSIGNAL", "USER", "VOLUME ~#", "WORKDIR ~#")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim build\n",
            "FROM debian:13-slim\nHEALTHCHECK NONE CMD x\n",
            "FROM debian:13-slim\nUSER app www-data\n",
            "FROM debian:13-slim # the base\n",
            Example("FROM debian:13-slim\nWORKDIR /app # where it lives\nVOLUME /data # uploads\n", lines=(2, 3)),
        ),
        good=(
            "FROM debian:13-slim AS build\n",
            "FROM debian:13-slim\nHEALTHCHECK NONE\n",
            "FROM debian:13-slim\nUSER app\n",
            "FROM debian:13-slim\nWORKDIR /srv/c#\nVOLUME /c#\n",
            "FROM debian:13-slim\nHEALTHCHECK CMD curl -f http://localhost/\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        words = node.words
        if node.keyword == "FROM":
            if len(words) > 1 and not (len(words) == len(("image", "AS", "name")) and words[1].value.upper() == "AS"):
                yield self.at(
                    (words[1].start, words[-1].end), "FROM takes an image, and `AS name` behind it", subject=node
                )
        elif node.keyword == "HEALTHCHECK":
            if len(words) > 1 and words[0].value.upper() == "NONE":
                yield self.at((words[1].start, words[-1].end), "`HEALTHCHECK NONE` takes nothing more", subject=node)
        elif node.keyword in ("VOLUME", "WORKDIR"):
            mark = node.arguments.value.find(" #")
            if mark >= 0 and not node.is_json:
                start = node.arguments.first + mark + 1
                comment = type(node.arguments)(node.line, start, node.arguments.last)
                yield self.at(
                    comment, f"{node.keyword} takes this for a path: a comment has its own line", subject=node
                )
        elif (
            " " in node.arguments.value.strip()
            and "$" not in node.arguments.value
            and node.arguments.value[:1] not in "\"'"
        ):
            yield self.at(node.arguments, f"{node.keyword} takes one argument", subject=node)
