from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ExtraArguments(Rule):
    """An instruction with more arguments than it takes.

    ## What it flags
    FROM with other than one argument or three (`AS name`), `HEALTHCHECK NONE` with anything behind it, and
    STOPSIGNAL and USER with blanks in between.

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
        "slim:ID.20005",
    )
    severity = "error"
    on = ("FROM", "HEALTHCHECK", "STOPSIGNAL", "USER")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim build\n",
            "FROM debian:13-slim\nHEALTHCHECK NONE CMD x\n",
            "FROM debian:13-slim\nUSER app www-data\n",
            "FROM debian:13-slim # the base\n",
        ),
        good=(
            "FROM debian:13-slim AS build\n",
            "FROM debian:13-slim\nHEALTHCHECK NONE\n",
            "FROM debian:13-slim\nUSER app\n",
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
        elif (
            " " in node.arguments.value.strip()
            and "$" not in node.arguments.value
            and node.arguments.value[:1] not in "\"'"
        ):
            yield self.at(node.arguments, f"{node.keyword} takes one argument", subject=node)
