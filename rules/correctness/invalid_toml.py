from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._embedded import EmbeddedRule, Flaw, index_of, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell.embedded import Embedded
    from dockerlint.syntax.instructions import Instruction


class InvalidToml(EmbeddedRule):
    """TOML in a here-document that no TOML parser takes.

    ## What it flags
    Syntax errors in here-documents that become files named `*.toml`, `Pipfile` or the like: `COPY <<EOF /etc/app.toml`,
    `RUN cat <<EOF > app.toml`, `RUN tee app.toml <<EOF`; also keys and tables that are defined twice, which TOML
    forbids. What TOML 1.1 allows (line feeds in inline tables, for one) passes.

    Templates, files that a command appends to or edits, and errors that may be those of a variable in the text are left
    alone.

    ## Why it is bad
    The build succeeds, and the program fails when it reads the file.

    ## What to do
    Mend the place that the finding points at.

    ## Sources
    - https://toml.io/en/v1.0.0
    """

    name = "invalid-toml"
    language = "toml"
    title = "TOML"
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nCOPY <<EOF /etc/app.toml\n[server]\nhost = localhost\nEOF\n", lines=(4,)),
            Example("FROM debian:13-slim\nRUN tee app.toml <<EOF\n[a]\nb = 1\n[a]\nEOF\n", lines=(5,)),
        ),
        good=(
            'FROM debian:13-slim\nCOPY <<EOF /etc/app.toml\n[server]\nhost = "localhost"\nEOF\n',
            "FROM debian:13-slim\nCOPY <<EOF /etc/app.toml\n[server]\nport = $PORT\nEOF\n",
            "FROM debian:13-slim\nRUN cat <<EOF > app.toml\n[a]\nEOF\nRUN echo 'b = 1' >> app.toml\n",
        ),
    )

    def flaw(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        import tomllib

        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            message, _, place = str(error).rpartition(" (at ")
            first = _index(text, place)
            if _is_allowed_later(text, first, message):
                return None
            if "\\" in message:
                first -= 2  # it points behind the escape
            elif message.startswith("Cannot"):
                first = text.rfind("\n", 0, first) + 1  # a statement that must not stand there: it points behind it
            return Flaw(text, first, shortened(message))
        except (RecursionError, MemoryError, ValueError):
            return None
        return None


def _index(text: str, place: str) -> int:
    """Return the index that `line 1, column 2)` stands for; the end of the text for `end of document)`."""
    words = place.rstrip(")").replace(",", "").split()
    if len(words) == 4 and words[1].isdigit() and words[3].isdigit():
        return index_of(text, int(words[1]), int(words[3]))
    return len(text)


def _is_allowed_later(text: str, index: int, message: str) -> bool:
    r"""Whether TOML 1.1 allows it: line feeds and a last comma in inline tables, `\e`, `\x`, times without seconds."""
    if "\\" in message:
        return text[index - 1 : index] in ("e", "x")
    if "key" in message or "inline table" in message:
        return text[index : index + 1] in ("\n", "\r", "#") or (
            text.startswith("}", index) and text[:index].rstrip().endswith(",")
        )
    begin = text.rfind("=", 0, index) + 1
    value = text[begin:].lstrip()[:16]
    return "T" not in value[:1] and _has_time(text[max(begin, index - 16) : index + 3])


def _has_time(text: str) -> bool:
    hours, colon, minutes = text.rpartition(":")
    return bool(colon) and hours[-2:].isdigit() and minutes[:2].isdigit()
