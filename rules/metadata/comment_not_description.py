from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Arg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From

_CHECK = "invaliddefinitiondescription"


class CommentNotDescription(Rule):
    """A comment above a stage or a global ARG that does not describe it by name.

    ## What it flags
    A comment right above a FROM with a name, or above an ARG in front of the first FROM, that does not begin with
    that name.

    ## Why it is bad
    `docker build --call=outline` shows such comments as descriptions, and takes them for one only where they begin
    with the name.

    ## What to do
    Write `# NAME what it is`, or leave an empty line behind a comment that is no description.

    ## Limits
    BuildKit has the check switched off unless it is asked for; so have we.

    ## Options
    - `where-asked`: only in files that ask for it, `# check=experimental=InvalidDefinitionDescription`. Default: false,
      but true in the group `buildkit`

    ## Sources
    - https://docs.docker.com/reference/build-checks/invalid-definition-description/
    """

    name = "comment-not-description"
    aliases = ("buildkit:InvalidDefinitionDescription",)
    severity = "style"
    on = ("FROM", "ARG")
    groups = {"experimental": {}, "buildkit": {"where-asked": True}}
    options = {"where-asked": False}
    examples = Examples(
        bad=(
            Example(
                "# which version\nARG VERSION=1\nFROM debian:13-slim\n",
                fixed="# which version\n\nARG VERSION=1\nFROM debian:13-slim\n",
            ),
            Example(
                "# compile all\nFROM debian:13-slim AS build\n", fixed="# compile all\n\nFROM debian:13-slim AS build\n"
            ),
        ),
        good=(
            "# VERSION which version\nARG VERSION=1\nFROM debian:13-slim\n",
            "# compile all\n\nFROM debian:13-slim AS build\n",
            "# the base\nFROM debian:13-slim\n",
        ),
    )

    def instruction(self, node: From | Arg, file: Dockerfile) -> Findings:  # type: ignore[override]
        if not node.comments or node.in_onbuild or (self.option["where-asked"] and not _is_asked_for(file)):
            return
        if isinstance(node, Arg):
            names = [pair.name for pair in node.pairs] if file.graph.stage_of(node) is None else []
        else:
            names = [node.alias.value] if node.alias is not None else []
        comment = node.comments[-1]
        if not names or comment.end_line + 1 != node.start_line or comment.kind == "directive":
            return
        if not any(comment.content.partition(" ")[0].lower() == name.lower() for name in names):
            yield self.at(comment, f"a description of `{names[0]}` begins with that name", subject=node)


def _is_asked_for(file: Dockerfile) -> bool:
    """Whether `# check=experimental=NAME` or `=all` is among the directives."""
    for directive in file.tree.directives:
        for part in directive.value.split(";") if directive.name == "check" else ():
            key, _, names = part.partition("=")
            if key.strip().lower() == "experimental":
                return names.strip().lower() == "all" or _CHECK in [name.strip().lower() for name in names.split(",")]
    return False
