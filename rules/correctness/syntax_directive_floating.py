from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class SyntaxDirectiveFloating(Rule):
    """A front end by a tag that moves to new major versions, or to the experimental channel.

    ## What it flags
    `# syntax=docker/dockerfile` without a tag, with `latest`, `experimental`, `labs` or `master`.

    ## Why it is bad
    The front end reads the file: what it means can change from one day to the next.

    ## What to do
    `# syntax=docker/dockerfile:1` stays compatible; `1-labs` has what is not settled yet.

    ## Sources
    - https://docs.docker.com/build/buildkit/frontend/#stable-channel
    """

    name = "syntax-directive-floating"
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "# syntax=docker/dockerfile\nFROM debian:13-slim\n",
            "# syntax=docker/dockerfile:experimental\nFROM debian:13-slim\n",
        ),
        good=(
            "# syntax=docker/dockerfile:1\nFROM debian:13-slim\n",
            "# syntax=docker/dockerfile:1.20-labs\nFROM debian:13-slim\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for directive in file.tree.directives:
            if directive.name == "syntax":
                name, _, tag = directive.value.partition("@")[0].partition(":")
                if name.endswith("docker/dockerfile") and tag in _FLOATING and "@" not in directive.value:
                    yield self.at(
                        directive,
                        "the front end's tag moves: `docker/dockerfile:1` stays compatible",
                        subject=directive,
                    )


_FLOATING = ("", "latest", "experimental", "labs", "master", "master-labs")
