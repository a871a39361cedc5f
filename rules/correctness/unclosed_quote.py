from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Arg, Env, Label


class UnclosedQuote(Rule):
    """A quote that is never closed.

    ## What it flags
    Names and values of ENV, LABEL and ARG in which a single or double quote is opened and not closed.

    ## Why it is bad
    The build stops there: "unexpected end of statement while looking for matching quote".

    ## What to do
    Close it, or write a backslash in front of a quote that is meant as such.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "unclosed-quote"
    aliases = (
        "dockerfile-utils:SYNTAX_MISSING_SINGLE_QUOTE",
        "dockerfile-utils:SYNTAX_MISSING_DOUBLE_QUOTE",
        "dockadvisor:InvalidFormat",
    )
    severity = "error"
    on = ("ENV ~'", 'ENV ~"', "LABEL ~'", 'LABEL ~"', "ARG ~'", 'ARG ~"')
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nENV A="b\n',
            "FROM debian:13-slim\nLABEL a='b c\n",
            'FROM debian:13-slim\nLABEL "a=b\n',
        ),
        good=(
            "FROM debian:13-slim\nENV A=\"b c\" D='e'\n",
            "FROM debian:13-slim\nENV A=it\\'s B=\"it's\"\n",
            'FROM debian:13-slim\nENV A it\\"s\n',
        ),
    )

    def instruction(self, node: Env | Label | Arg, file: Dockerfile) -> Findings:  # type: ignore[override]
        for pair in node.pairs:
            for word in (pair.key, pair.value):
                text = word.value if word is not None else ""
                if ("'" in text or '"' in text) and _is_open(text, node.escape):
                    part = "name" if word is pair.key else "value"
                    yield self.at(pair, f"a quote in the {part} of `{pair.name}` is never closed", subject=(node, pair))


def _is_open(text: str, escape: str) -> bool:
    quote = ""
    position = 0
    while position < len(text):
        character = text[position]
        if character == escape and quote != "'":
            position += 1
        elif character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        position += 1
    return bool(quote)
