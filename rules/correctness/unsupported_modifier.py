from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class UnsupportedModifier(Rule):
    """A form of a variable that Docker does not know.

    ## What it flags
    `${NAME:x}` and the like in the words that Docker itself expands, where what follows the name is none of `:-`,
    `:+`, `:?`, `-`, `+`, `?`, `#`, `##`, `%`, `%%`, `/` and `//`.

    ## Why it is bad
    The build stops there: "unsupported modifier in substitution".

    ## What to do
    Use a form that Docker knows, or let the shell of a RUN do it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#environment-replacement
    """

    name = "unsupported-modifier"
    aliases = ("dockerfile-utils:UNSUPPORTED_MODIFIER",)
    severity = "error"
    on = tuple(
        f"{keyword} ~${{"
        for keyword in (
            "ADD",
            "ARG",
            "COPY",
            "ENV",
            "EXPOSE",
            "FROM",
            "LABEL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR",
        )
    )
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV A=${B:0:3}\n",
            "FROM debian:13-slim\nARG V=1\nWORKDIR /${V^^}\n",
        ),
        good=(
            "FROM debian:13-slim\nENV A=${B:-c} D=${E:+f} G=${H#i} J=${K//a/b}\n",
            "FROM debian:13-slim\nRUN echo ${B:0:3}\n",
            "FROM debian:13-slim\nENV A=\\${B:0:3}\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if "${" not in node.line.text:
            return
        text = node.line.text
        position = text.find("${", node.first, node.last)
        while position >= 0:
            end = position + len("${")
            while end < node.last and (text[end].isalnum() or text[end] == "_"):
                end += 1
            rest = text[end : end + 2]
            known = rest[:1] in ("}", "-", "+", "?", "#", "%", "/", "") or rest in (":-", ":+", ":?")
            if not known and text[position - 1] != node.escape and end > position + len("${"):
                place = (node.line.offset(position), node.line.end(end + 1))
                yield self.at(place, f"Docker does not know `{text[position : end + 2]}…`", subject=node)
            position = text.find("${", end, node.last)
