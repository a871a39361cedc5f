from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Env, Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class LegacyKeyValueFormat(Rule):
    """`ENV name value`, without the equals sign.

    ## What it flags
    ENV and LABEL in the old form, where a blank separates the name from the value.

    ## Why it is bad
    The rest of the line is the value, whatever stands there: `ENV A 1 B=2` sets A to `1 B=2`. The form is
    deprecated.

    ## What to do
    Write `ENV name=value`, with quotes around a value that has blanks in it.

    ## Sources
    - https://docs.docker.com/reference/build-checks/legacy-key-value-format/
    - https://docs.docker.com/reference/dockerfile/#env
    """

    name = "legacy-key-value-format"
    aliases = (
        "buildkit:LegacyKeyValueFormat",
        "redcoolbeans:env",
        "dockerfilelint:invalid_format",
    )
    on = ("ENV", "LABEL")
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nENV LANG C.UTF-8\n", lines=(2,), fixed="FROM debian:13-slim\nENV LANG=C.UTF-8\n"
            ),
            Example(
                "FROM debian:13-slim\nLABEL maintainer Jane Doe <jane@example.com>\n",
                fixed='FROM debian:13-slim\nLABEL maintainer="Jane Doe <jane@example.com>"\n',
            ),
            Example(
                'FROM debian:13-slim\nENV OPTIONS   -Xmx1g \\\n    # the rest\n    -Dname="a b" $HOME\n',
                fixed='FROM debian:13-slim\nENV OPTIONS="-Xmx1g \\\n    # the rest\n    -Dname=a b $HOME"\n',
            ),
            Example("FROM debian:13-slim\nENV A it's 1\n", refused="missing single quote"),
            Example("FROM debian:13-slim\nENV A \\\n  # why\n  1\n", refused="a comment stands between"),
        ),
        good=(
            "FROM debian:13-slim\nENV LANG=C.UTF-8 NAME='a b'\n",
            "FROM debian:13-slim\nENV A=1 \\\n    B=2\n",
            "FROM debian:13-slim\nARG NAME\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        for pair in node.pairs if isinstance(node, (Env, Label)) else ():
            if pair.legacy:
                keyword = node.keyword
                message = f"`{keyword} {_shortened(pair.key.value)}` has a blank where `=` belongs"
                yield self.at(pair.key, message, subject=node)


def _shortened(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"
