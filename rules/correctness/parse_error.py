from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.items import ParseError as Refusal


class ParseError(Rule):
    """Text that Docker's parser refuses.

    ## What it flags
    Lines that BuildKit's parser does not accept: `ENV` or `LABEL` without a value, a JSON array with something else
    than strings in it, a here-document that never ends, a parser directive that is wrong or given twice, a line of more
    than 65,535 bytes, a file without instructions.

    ## Why it is bad
    The build stops before its first step.

    ## What to do
    Mend the line that the finding points at. The rest of the file is checked all the same.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "parse-error"
    aliases = (
        "hadolint:DL1000",
        "sonar:S2260",
        "slim:ID.20000",
        "buddy:EL0001",
        "buddy:ED0002",
        "buddy:ED0005",
        "dockerfilelint:invalid_line",
        "dockerfile-utils:ARGUMENT_REQUIRES_TWO",
        "dockerfile-utils:SYNTAX_MISSING_EQUALS",
        "dockerfile-utils:NO_SOURCE_IMAGE",
        "dockerfile-utils:INVALID_ESCAPE_DIRECTIVE",
        "dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE",
        "dockadvisor:ParserWarning",
    )
    severity = "error"
    on = ("@error",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nENV HOME\n", lines=(2,)),
            Example("FROM debian:13-slim\nRUN <<EOF\necho never ends\n", lines=(2,)),
            "# only a comment\n",
        ),
        good=(
            "FROM debian:13-slim\nENV HOME /root\n",
            "FROM debian:13-slim\nRUN <<EOF\necho ends\nEOF\n",
        ),
    )

    def error(self, error: Refusal, file: Dockerfile) -> Findings:
        yield self.at((error.start, error.end), error.message)
