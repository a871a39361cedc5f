from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Arg, Env, Label


class EqualsSignWithBlank(Rule):
    """A blank around the equals sign.

    ## What it flags
    `ENV NAME = value`, `LABEL name = value`, `ARG NAME = value` and `ENV NAME =value`, and an equals sign without any
    name in front of it: `ENV A=b =c`.

    ## Why it is bad
    Docker reads the old form `ENV NAME value` there: the value is `= value`. ARG declares three names. Where a name is
    missing, the build stops: "names can not be blank".

    ## What to do
    Write `NAME=value` without blanks.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "equals-sign-with-blank"
    aliases = ("sonar:S6574", "dockerfile-utils:SYNTAX_MISSING_NAMES")
    severity = "error"
    on = ("ENV ~=", "LABEL ~=", "ARG ~=")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nENV NAME = value\n", fixed="FROM debian:13-slim\nENV NAME=value\n"),
            Example('FROM debian:13-slim\nLABEL version = "1.0"\n', fixed='FROM debian:13-slim\nLABEL version="1.0"\n'),
            "FROM debian:13-slim\nARG NAME = value\n",
            Example(
                "FROM debian:13-slim\nENV A=b =c\nLABEL =d\n", lines=(2, 3), refused="it is not certain what is meant"
            ),
        ),
        good=(
            "FROM debian:13-slim\nENV NAME=value\n",
            "FROM debian:13-slim\nENV NAME a = b\n",
            "FROM debian:13-slim\nARG NAME=\n",
        ),
    )

    def instruction(self, node: Env | Label | Arg, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            if pair.key.value == "" and pair.value is not None:
                what = "blanks around `=`: ARG takes the name alone" if node.keyword == "ARG" else "no name before `=`"
                yield self.at(pair, what, subject=(node, pair))
            elif pair.legacy and pair.value is not None and pair.value.value.startswith("="):
                value = pair.value.value
                yield self.at(
                    pair, f"blanks around `=`: the value of `{pair.name}` is `{value[:20]}`", subject=(node, pair)
                )
