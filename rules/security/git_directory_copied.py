from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class GitDirectoryCopied(Rule):
    """The folder .git copied into the image.

    ## What it flags
    COPY and ADD that name `.git` itself.

    ## Why it is bad
    Its history holds every version of every file, the ones with passwords too, and it changes with every commit:
    all instructions behind it run again each time.

    ## What to do
    Mount it for the RUN that asks for the version: `RUN --mount=type=bind,source=.git,target=.git git describe`, or
    give the version as a build argument.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#use-bind-mounts
    """

    name = "git-directory-copied"
    aliases = ("dockerfile-doctor:DD052",)
    on = ("COPY ~.git", "ADD ~.git")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nCOPY .git /src/.git\n",
            "FROM debian:13-slim\nADD .git/ ./src /src/\n",
        ),
        good=(
            "FROM debian:13-slim\nCOPY .gitignore /src/\n",
            "FROM debian:13-slim\nRUN --mount=type=bind,source=.git,target=.git git describe\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        for source in node.sources if node.from_ is None else []:
            if source.value.strip("\"'").removeprefix("./").rstrip("/").rpartition("/")[2] == ".git":
                yield self.at(source, "`.git` in a layer: every version of every file", subject=(node, source))
