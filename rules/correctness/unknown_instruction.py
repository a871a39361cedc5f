from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import BY_KEYWORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class UnknownInstruction(Rule):
    r"""A line that begins with no instruction's name.

    ## What it flags
    A keyword that Docker does not know: a spelling mistake, or the rest of an instruction whose line before lacks the
    `\` that continues it.

    ## Why it is bad
    The build stops before its first step.

    ## What to do
    Correct the keyword, or continue the line before. `fix --unsafe` takes the nearest keyword where there is one.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "unknown-instruction"
    aliases = (
        "hadolint:DL1000",
        "dockerfile-utils:UNKNOWN_INSTRUCTION",
        "slim:ID.20007",
        "redcoolbeans:unknown_instruction",
        "dockerfilelint:invalid_command",
        "tally:unknown-instruction",
        "dockadvisor:InvalidInstruction",
    )
    severity = "error"
    on = ("?",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nCOPPY a b\n", lines=(2,), fixed="FROM debian:13-slim\nCOPY a b\n"),
            Example(
                "FROM debian:13-slim\nRUN apt-get update\n    && apt-get install -y curl\n",
                lines=(3,),
                refused="no instruction is called that",
            ),
            Example(
                "FROM debian:13-slim\nonbuild cpoy . .\n", lines=(2,), fixed="FROM debian:13-slim\nonbuild copy . .\n"
            ),
        ),
        good=(
            "from debian:13-slim\nrun true\n",
            "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y curl\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        word = node.keyword_word
        subject = node, _nearest(node.keyword)
        yield self.at(word, f"unknown instruction `{_shortened(word.value)}`{_hint(node)}", subject=subject)


def _hint(node: Instruction) -> str:
    near = _nearest(node.keyword)
    if near:
        return f"; did you mean `{near}`?"
    if node.index and not node.keyword.isalpha():
        return "; does the line before lack its continuation?"
    return ""


def _nearest(keyword: str) -> str:
    if not keyword.isalpha() or len(keyword) > 2 * len("HEALTHCHECK"):
        return ""
    if keyword not in _NEAREST:
        from difflib import get_close_matches

        _NEAREST[keyword] = next(iter(get_close_matches(keyword, BY_KEYWORD, n=1, cutoff=0.7)), "")
    return _NEAREST[keyword]


# What has been looked up, because a damaged file may repeat a word thousands of times.
_NEAREST: dict[str, str] = {}


def _shortened(keyword: str) -> str:
    return keyword if len(keyword) <= 40 else keyword[:39] + "…"
