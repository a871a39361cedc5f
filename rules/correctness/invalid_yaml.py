from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._embedded import EmbeddedRule, Flaw, shortened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell.embedded import Embedded
    from dockerlint.syntax.instructions import Instruction


class InvalidYaml(EmbeddedRule):
    """YAML in a here-document that no YAML parser takes.

    ## What it flags
    Syntax errors in here-documents that become files named `*.yaml` or `*.yml`: `COPY <<EOF /etc/app.yaml`,
    `RUN cat <<EOF > app.yaml`, `RUN tee app.yaml <<EOF`. Every document of the file is read; tags and what the values
    mean are not looked at.

    Templates, files that a command appends to or edits, and errors that may be those of a variable in the text are left
    alone.

    ## Why it is bad
    The build succeeds, and the program fails when it reads the file.

    ## What to do
    Mend the place that the finding points at: indent with spaces, and quote a value that holds `: ` or begins with a
    sign that means something.

    ## Sources
    - https://yaml.org/spec/1.2.2/
    """

    name = "invalid-yaml"
    language = "yaml"
    title = "YAML"
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nCOPY <<EOF /etc/app.yaml\nserver:\n\tport: 80\nEOF\n", lines=(4,)),
            Example("FROM debian:13-slim\nRUN cat <<EOF > /etc/app.yml\ntitle: a: b\nEOF\n", lines=(3,)),
        ),
        good=(
            "FROM debian:13-slim\nCOPY <<EOF /etc/app.yaml\nserver:\n  port: !port 80\n---\nuser: $USER\nEOF\n",
            "FROM debian:13-slim\nCOPY <<-EOF /etc/app.yaml\n\tserver:\n\t  port: 80\n\tEOF\n",
            "FROM debian:13-slim\nCOPY <<EOF /etc/app.yaml.j2\nport: {{ port }\nEOF\n",
        ),
    )

    def flaw(self, text: str, body: Embedded, node: Instruction, file: Dockerfile) -> Flaw | None:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for _ in yaml.parse(text, Loader=loader):
                pass
        except yaml.MarkedYAMLError as error:
            place = error.problem_mark or error.context_mark
            message = error.problem or error.context or "syntax error"
            if place is None or "tag" in message:
                return None
            if place.index >= len(text.rstrip()) and error.context_mark is not None:
                place = error.context_mark  # what never ends is told by where it begins
            if text.startswith("\t", place.index) and text[: place.index].rpartition("\n")[2].strip():
                return None  # PyYAML's own scanner alone refuses tabs between words
            return Flaw(text, place.index, shortened(message))
        except (yaml.YAMLError, RecursionError, MemoryError, ValueError):
            return None
        return None
