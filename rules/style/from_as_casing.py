from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class FromAsCasing(Rule):
    """`FROM` and `AS` in different cases.

    ## What it flags
    A FROM in upper case whose AS is not, and a from in lower case whose as is not. A FROM in mixed case goes
    with an AS in upper case.

    ## Why it is bad
    Both are keywords of one line. Written differently, `as` reads like a part of the image's or the stage's
    name.

    ## What to do
    Write AS like FROM.

    ## Sources
    - https://docs.docker.com/reference/build-checks/from-as-casing/
    """

    name = "from-as-casing"
    aliases = ("buildkit:FromAsCasing", "dockadvisor:FromAsCasing")
    severity = "style"
    on = ("FROM ~as",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim as build\nRUN one\n", lines=(1,), fixed="FROM debian:13-slim AS build\nRUN one\n"
            ),
            Example("from debian:13-slim AS build\nrun one\n", fixed="from debian:13-slim as build\nrun one\n"),
            Example(
                "FROM debian:13-slim \\\n  # the tools\n  As build\nRUN one\n",
                fixed="FROM debian:13-slim \\\n  # the tools\n  AS build\nRUN one\n",
            ),
        ),
        good=(
            "FROM debian:13-slim AS build\nRUN one\n",
            "from debian:13-slim as build\nrun one\n",
            "FROM debian:13-slim\nRUN echo as\n",
            "From debian:13-slim as build\nRun one\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        word = node.as_word if isinstance(node, From) else None
        if word is None:
            return
        keyword = node.keyword_word.value
        if not (keyword.islower() or keyword.isupper()):
            return  # instruction-casing speaks of it
        wanted = "as" if keyword.islower() else "AS"
        if word.value != wanted:
            yield self.at(word, f"`{word.value}` is not in the case of `{keyword}`: `{wanted}`", subject=node)
