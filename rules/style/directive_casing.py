from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class DirectiveCasing(Rule):
    """A parser directive in capitals.

    ## What it flags
    `# SYNTAX=`, `# Escape=` and the like.

    ## Why it is bad
    All the world writes them in lower case, and other tools look for that.

    ## What to do
    Write them in lower case.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#parser-directives
    """

    name = "directive-casing"
    aliases = ("dockerfile-utils:CASING_DIRECTIVE", "buddy:ED0003")
    severity = "style"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "# SYNTAX=docker/dockerfile:1\nFROM debian:13-slim\n",
            "# Escape=\\\nFROM debian:13-slim\n",
        ),
        good=(
            "# syntax=docker/dockerfile:1\nFROM debian:13-slim\n",
            "# My Escape = no directive\nFROM debian:13-slim\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        for directive in file.tree.directives:
            written = directive.text[1:].partition("=")[0].strip()
            if written != written.lower():
                yield self.at(directive, f"`{written}` is written in lower case", subject=directive)
