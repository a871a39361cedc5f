from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._embedded import EmbeddedRule, Flaw, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell.embedded import Embedded
    from dockerlint.syntax.instructions import Instruction


class InvalidJson(EmbeddedRule):
    r"""JSON in a here-document that no JSON parser takes.

    ## What it flags
    Syntax errors in here-documents that become files named `*.json`: `COPY <<EOF /etc/app.json`,
    `RUN cat <<EOF > app.json`, `RUN tee app.json <<EOF`. The text is checked as it is written to the file: in ADD and
    COPY Docker takes every backslash away unless the delimiter is quoted (`<<"EOF"`), so that `\"` loses its meaning.

    Files whose readers take comments (`tsconfig.json`, `.eslintrc.json`, `appsettings.json`, `*.jsonc` …), templates,
    files that a command appends to or edits, and errors that may be those of a variable in the text are left alone.

    ## Why it is bad
    The build succeeds, and the program fails when it reads the file.

    ## What to do
    Mend the place that the finding points at.

    ## Sources
    - https://www.rfc-editor.org/rfc/rfc8259
    - https://docs.docker.com/reference/dockerfile/#here-documents
    """

    name = "invalid-json"
    language = "json"
    title = "JSON"
    examples = Examples(
        bad=(
            Example('FROM debian:13-slim\nCOPY <<EOF /etc/app.json\n{\n  "port": 80,\n}\nEOF\n', lines=(5,)),
            Example("FROM debian:13-slim\nRUN cat <<EOF > /etc/app.json\n{'port': 80}\nEOF\n", lines=(3,)),
            Example('FROM debian:13-slim\nCOPY <<EOF /etc/app.json\n{"motd": "\\"hello\\""}\nEOF\n', lines=(3,)),
        ),
        good=(
            'FROM debian:13-slim\nCOPY <<EOF /etc/app.json\n{"port": 80, "name": "$NAME"}\nEOF\n',
            'FROM debian:13-slim\nCOPY <<"EOF" /etc/app.json\n{"motd": "\\"hello\\""}\nEOF\n',
            'FROM debian:13-slim\nCOPY <<EOF /etc/app.json\n{"port": $PORT}\nEOF\n',
            'FROM node:24-slim\nCOPY <<EOF /app/tsconfig.json\n{"strict": true, /* all of it */}\nEOF\n',
        ),
    )

    def flaw(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        import json

        try:
            # Numbers are not wanted, and a very long one would be refused.
            json.loads(text, parse_int=_ignored, parse_float=_ignored)
        except json.JSONDecodeError as error:
            if error.msg == "Extra data" and _is_sequence(text):
                return None
            if text.startswith(("//", "/*"), error.pos):
                return None  # some readers take comments
            if error.msg.startswith("Invalid control") and text[error.pos] in "\r\n":
                return Flaw(text, text.rfind('"', 0, error.pos), "this string is not closed on its line")
            return Flaw(text, error.pos, shortened(error.msg.removesuffix(" at")))
        except (RecursionError, MemoryError, ValueError):
            return None
        return None


def _ignored(_: str) -> int:
    return 0


def _is_sequence(text: str) -> bool:
    """Whether every line is JSON, as in files of records."""
    import json

    try:
        for line in text.split("\n"):
            if line.strip():
                json.loads(line, parse_int=_ignored, parse_float=_ignored)
    except (RecursionError, MemoryError, ValueError):
        return False
    return True
