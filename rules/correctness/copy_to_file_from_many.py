from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy

_DIRECTORIES = (".", "..")


class CopyToFileFromMany(Rule):
    """COPY or ADD of several sources to something that is not written as a directory.

    ## What it flags
    COPY and ADD with more than one source and a destination that does not end in `/`. `.` and `..` are directories.

    ## Why it is bad
    Several sources need a directory, and only the slash says that it is one. Docker's older builder refuses to build;
    otherwise each source takes the place of the one before.

    ## What to do
    End the destination in `/`.

    The fix appends the slash. It is safe: nothing but a directory can hold several sources.

    ## Options
    - `strictly`: `.`, `..` and variables without a known value need the slash too, and ADD is left alone. Default:
      false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#destination
    """

    name = "copy-to-file-from-many"
    aliases = (
        "hadolint:DL3021",
        "trivy:DS-0011",
        "kics:6db6e0c2",
        "buddy:EC0004",
        "dockerfilelint:add_dest_invalid",
        "dockerfile-utils:INVALID_DESTINATION",
        "droast:DF048",
    )
    severity = "error"
    on = ("ADD", "COPY")
    groups = {"recommended": {}, "strict": {}, "hadolint": {"strictly": True}}
    options = {"strictly": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY package.json yarn.lock /srv\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nCOPY package.json yarn.lock /srv/\n",
            ),
            Example(
                'FROM debian:13-slim\nCOPY --from=build ["a", "b", "/srv/x y"]\n',
                fixed='FROM debian:13-slim\nCOPY --from=build ["a", "b", "/srv/x y/"]\n',
            ),
            Example("FROM debian:13-slim\nCOPY a b $X\n", options={"strictly": True}, refused="variable"),
            Example(
                "FROM debian:13-slim\nADD a.tar.gz b.tar.gz /srv\n",
                fixed="FROM debian:13-slim\nADD a.tar.gz b.tar.gz /srv/\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nCOPY package.json yarn.lock /srv/\n",
            "FROM debian:13-slim\nCOPY package.json yarn.lock .\n",
            Example("FROM debian:13-slim\nADD a b /c\n", options={"strictly": True}),
            "FROM debian:13-slim\nCOPY package*.json /srv\n",
            "FROM debian:13-slim\nARG DIR\nCOPY a b $DIR\n",
        ),
    )

    def instruction(self, node: Add | Copy, file: Dockerfile) -> Findings:  # type: ignore[override]
        destination = node.destination
        if destination is None or len(node.sources) < 2:
            return
        written = destination.value.strip("\"'")
        if self.option["strictly"]:
            flagged = node.keyword == "COPY" and not written.endswith("/") and not node.in_onbuild
        else:
            value = file.graph.expand(node, destination.value) or "/"
            flagged = value[-1] not in "/\\" and value.rpartition("/")[2] not in _DIRECTORIES
        if flagged:
            yield self.at(destination, f"several sources, but `{written}` does not end in `/`", subject=node)
