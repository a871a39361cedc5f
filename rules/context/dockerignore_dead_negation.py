from __future__ import annotations

from dockerlint.context.paths import has_wildcard
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.context.common import transfers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import IgnoreFile, IgnorePattern
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DockerignoreDeadNegation(Rule):
    """A `!` line of `.dockerignore` that brings nothing back.

    ## What it flags
    A negation in front of which nothing is excluded; one of a file or folder that no line above it excludes,
    or that a line below it excludes again.

    ## Why it is bad
    Whoever wrote it wants the file in the build, and believes that the line puts it there. Docker reads the
    lines in order, and the last one that fits counts. A folder of which only the content is excluded is not
    itself excluded: `src/*` and then `!src` leaves the content out.

    ## What to do
    Move the line behind the pattern that it is an exception to, or delete it. The fix deletes it, which
    changes nothing in the build; it needs `--context`.

    ## Sources
    - https://docs.docker.com/build/concepts/context/#negating-matches
    """

    name = "dockerignore-dead-negation"
    on = ("@file COPY & =ignore-file", "@file ADD & =ignore-file")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nCOPY . /app\n",
                files={".dockerignore": "!a.md\n*.md\n", "a.md": ""},
                lines=(2,),
                fixed="FROM debian:13\nCOPY . /app\n",
            ),
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": "src/*\n!src\n", "src/a": ""}),
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": "*\n!src\n**/src\n", "src/a": ""}),
        ),
        good=(
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": "*.md\n!a.md\n", "a.md": ""}),
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": "*\n!src\nsrc/tmp\n"}),
            Example("FROM debian:13\nCOPY . /app\n", files={".dockerignore": "doc\n!**/keep\n"}),
            Example("FROM debian:13\n", files={".dockerignore": "!a\n"}),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        context = file.context
        if context is None or not context.has_ignore_file or not context.ignore.has_negations:
            return
        place = next((word for _, word in transfers(file)), None)
        if place is None:
            return
        name = (context.ignore.path or ".dockerignore").replace("\\", "/").rpartition("/")[2]
        for pattern in context.ignore.patterns:
            if pattern.negated and _is_dead(context.ignore, pattern):
                message = f"`{pattern.source}` in line {pattern.line} of `{name}` brings nothing back"
                yield self.at(place, message, subject=pattern)


def _is_dead(ignore: IgnoreFile, pattern: IgnorePattern) -> bool:
    above = [one for one in ignore.patterns if one.line < pattern.line and not one.negated]
    if not above:
        return True
    return not has_wildcard(pattern.text) and ignore.match(pattern.text) is not pattern
