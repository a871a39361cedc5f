from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.style._casing import cased, keywords, mostly_lower
from dockerlint.syntax.instructions import BY_KEYWORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class InconsistentInstructionCasing(Rule):
    """A keyword that is not written in the case of most keywords of the file.

    ## What it flags
    A keyword in lower or mixed case where most keywords are in upper case, and the other way round. Where
    there are as many of both, upper case counts. The instruction inside ONBUILD is looked at too.

    ## Why it is bad
    One spelling lets the eye find the instructions. A mixed one looks like a mistake in every review.

    ## What to do
    Write the keyword like the others, or all keywords in upper case.

    ## Options
    - `onbuild`: look at the instruction that ONBUILD holds, too. BuildKit does not. Default: true

    ## Sources
    - https://docs.docker.com/reference/build-checks/consistent-instruction-casing/
    """

    name = "inconsistent-instruction-casing"
    aliases = (
        "buildkit:ConsistentInstructionCasing",
        "dockerfile-utils:CASING_INSTRUCTION",
        "dockerfilelint:uppercase_commands",
        "sonar:S6476",
        "dockerfile-doctor:DD071",
        "buddy:EI0005",
    )
    severity = "style"
    on = ("@file =lower-case",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {"onbuild": False}}
    options = {"onbuild": True}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nrun one\nCopy a /a\nONBUILD run two\n",
                lines=(2, 3, 4),
                fixed="FROM debian:13-slim\nRUN one\nCOPY a /a\nONBUILD RUN two\n",
            ),
            Example(
                "from debian:13-slim as b\nRUN one && \\\n  # RUN\n  two\ncopy a /a\n",
                lines=(2,),
                fixed="from debian:13-slim as b\nrun one && \\\n  # RUN\n  two\ncopy a /a\n",
            ),
            Example("from debian:13-slim as b\nRUN one\n", lines=(1,), fixed="FROM debian:13-slim AS b\nRUN one\n"),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n",
            "from debian:13-slim as b\nrun one\nonbuild copy a /a\n",
            Example("FROM debian:13-slim\nONBUILD run one\n", options={"onbuild": False}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        lower = mostly_lower(file)
        for node in keywords(file, inner=bool(self.option["onbuild"])):
            word = node.keyword_word
            wanted = cased(word.value, lower=lower)
            if word.value != wanted and node.keyword in BY_KEYWORD:
                case = "lower" if lower else "upper"
                message = f"`{word.value}` is not in {case} case like most keywords of the file: `{wanted}`"
                yield self.at(word, message, subject=node)
