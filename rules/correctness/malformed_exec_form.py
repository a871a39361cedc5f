from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._arrays import text_behind_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class MalformedExecForm(Rule):
    """Brackets that are meant for a JSON array, and are none.

    ## What it flags
    Arguments in `[` and `]` that are not a JSON array of strings: single quotes, words without quotes, a comma too
    many or too few, or something behind the closing bracket, such as a comment.

    ## Why it is bad
    Docker then takes the line for a shell's, brackets and all: the shell looks for a program `[` or `[nginx,`, and
    VOLUME makes a directory of that name. What stands behind a closed array was ignored by BuildKit up to 0.12; newer
    releases take the shell form.

    ## What to do
    Write double quotes, and a comma between the strings. A comment has a line of its own.

    ## Limits
    A RUN that begins with the shell's `[ test ]` is left alone.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#exec-form
    """

    name = "malformed-exec-form"
    aliases = (
        "dockerfile-utils:JSON_IN_SINGLE_QUOTES",
        "redcoolbeans:json_array_format",
        "redcoolbeans:json_array_even_quotes",
        "slim:ID.20013",
        "sonar:S7030",
        "tally:invalid-json-form",
        "buddy:EJ0001",
        "dockerfile-doctor:DD080",
        "dockadvisor:InvalidExecForm",
    )
    severity = "error"
    on = tuple(f"{keyword} ~[" for keyword in ("CMD", "ENTRYPOINT", "RUN", "VOLUME", "COPY", "ADD", "HEALTHCHECK"))
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCMD ['nginx', '-g', 'daemon off;']\n",
                fixed='FROM debian:13-slim\nCMD ["nginx", "-g", "daemon off;"]\n',
            ),
            Example(
                'FROM debian:13-slim\nENTRYPOINT ["serve" "--port"]\n',
                fixed='FROM debian:13-slim\nENTRYPOINT ["serve", "--port"]\n',
            ),
            Example("FROM debian:13-slim\nVOLUME [/data]\n", fixed='FROM debian:13-slim\nVOLUME ["/data"]\n'),
            Example(
                'FROM debian:13-slim\nVOLUME ["/data"] # what is uploaded\nCMD ["a"] && b\n',
                lines=(2, 3),
                refused="something stands behind the array",
            ),
            Example('FROM debian:13-slim\nCMD ["a", "b",]\n', fixed='FROM debian:13-slim\nCMD ["a", "b"]\n'),
        ),
        good=(
            'FROM debian:13-slim\nCMD ["nginx", "-g", "daemon off;"]\n',
            "FROM debian:13-slim\nRUN [ -f /a ] && echo b || [ -d /c ]\n",
            'FROM debian:13-slim\nCMD [ "$A" = b ] && serve\n',
            "FROM debian:13-slim\nRUN [[ -f /a ]]\n",
            'FROM debian:13-slim\nCMD ["a", \\\n    "b" ]  \nCOPY --link ["a", "b"]\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        words = node.words
        if node.is_json:
            behind = text_behind_array(node)
            if behind is not None:
                yield self.at(
                    behind, "text behind a JSON array: newer Docker takes the shell form", subject=(node, behind)
                )
            return
        if not words or node.heredocs:
            return
        place = words[-1] if node.keyword == "HEALTHCHECK" else node.arguments
        text = place.value.strip()
        if not text.startswith("[") or not text.endswith("]") or text.startswith("[["):
            return
        inside = text[1:-1].strip()
        # `[ -f x ]` is the shell's.
        if node.keyword in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") and (
            text[1:2] == " " and "," not in inside and inside[:1] not in "\"'"
        ):
            return
        if "," in inside or inside[:1] in ("'", '"', "/") or node.keyword == "VOLUME":
            yield self.at(
                place, "no JSON array: Docker takes brackets and quotes for part of the command", subject=(node, place)
            )
