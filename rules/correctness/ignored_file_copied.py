from __future__ import annotations

from dockerlint.graph.paths import has_wildcard
from dockerlint.graph.stages import is_local_source
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.context import Context
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class IgnoredFileCopied(Rule):
    """COPY of a file that the ignore file keeps out of the build context.

    ## What it flags
    A source of COPY or ADD, read from the build context, that a pattern of `.dockerignore` excludes. Needs
    the context.

    ## Why it is bad
    The build does not see the file: it fails, although the file is there.

    ## What to do
    Bring the file back in `.dockerignore`, `!path`, or do not copy it.

    ## Limits
    Sources with wildcards and variables without a known value are left alone. Of a directory that is
    excluded, negations may leave something in the context: then the rule is silent.

    ## Sources
    - https://docs.docker.com/reference/build-checks/copy-ignored-file/
    - https://docs.docker.com/build/concepts/context/#dockerignore-files
    """

    name = "ignored-file-copied"
    aliases = ("buildkit:CopyIgnoredFile", "dockadvisor:CopyIgnoredFile")
    severity = "error"
    on = ("@file COPY & =ignore-file", "@file ADD & =ignore-file")
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY a b/c.txt /app/\n",
                lines=(2,),
                files={".dockerignore": "b\n", "a": "", "b/c.txt": ""},
            ),
            Example(
                "FROM debian:13-slim\nARG NAME=x\nADD ./$NAME.log /\n",
                lines=(3,),
                files={".dockerignore": "*.log\n", "x.log": ""},
            ),
        ),
        good=(
            Example("FROM debian:13-slim\nCOPY a b/c.txt /app/\n", files={".dockerignore": "b\n!b/c.txt\n"}),
            Example("FROM debian:13-slim\nCOPY b /app/\n", files={".dockerignore": "b\n!b/c.txt\n", "b/c.txt": ""}),
            Example("FROM debian:13-slim\nCOPY --from=x:1 /a.log /\nCOPY . /\n", files={".dockerignore": "*.log\n"}),
            "FROM debian:13-slim\nCOPY a.log /\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for node in file.tree.instructions:
            if isinstance(node, (Copy, Add)) and node.from_ is None and file.context is not None:
                yield from self._sources(node, file.context, file)

    def _sources(self, node: Copy | Add, context: Context, file: Dockerfile) -> Findings:
        for word in node.sources:
            if is_local_source(node, word.value) and not has_wildcard(word.value):
                path = file.graph.expand(node, word.value) if "$" in word.value else word.value
                pattern = _excluding(context, path) if path else ""
                if pattern:
                    message = f"`{word.value}` is not in the build context: `{pattern}` in the ignore file excludes it"
                    yield self.at(word, message)


def _excluding(context: Context, path: str) -> str:
    """Return the pattern that keeps a path and everything below it out of the context, "" where none does."""
    path = path.strip("/")
    pattern = context.ignore.match(path)
    if pattern is None or pattern.negated or context.ignore.may_include_below(path):
        return ""
    return pattern.source
