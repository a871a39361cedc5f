from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SyntaxDirectiveMissing(Rule):
    """New syntax without the directive that asks for it.

    ## What it flags
    Here-documents, `COPY --link`, `--parents`, `--exclude`, `ADD --checksum` and `RUN --mount` in a file without `#
    syntax=`.

    ## Why it is bad
    Which of these the builder knows depends on the version of Docker on the machine that builds. With the directive
    the builder fetches the front end that knows them.

    ## What to do
    Begin the file with `# syntax=docker/dockerfile:1`.

    ## Sources
    - https://docs.docker.com/build/buildkit/frontend/
    """

    name = "syntax-directive-missing"
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    not_in = {"onbuild": "the file that runs a trigger needs the directive"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/x make\n",
            "FROM debian:13-slim\nCOPY --link a b\n",
            "FROM debian:13-slim\nCOPY <<EOF /a\nb\nEOF\n",
        ),
        good=(
            ("# syntax=docker/dockerfile:1\nFROM debian:13-slim\nRUN --mount=type=cache,target=/x make\n"),
            "FROM debian:13-slim\nCOPY --chown=app a b\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if any(directive.name == "syntax" for directive in file.tree.directives):
            return
        for node in file.tree.instructions:
            flag = next((one for one in node.flags if one.name in _NEW), None)
            if flag is not None or node.heredocs:
                place = flag or node.keyword_word
                yield self.at(
                    place, "older builders do not know this: begin with `# syntax=docker/dockerfile:1`", subject=node
                )
                return


_NEW = ("mount", "link", "parents", "exclude", "checksum", "unpack", "start-interval", "keep-git-dir")
