from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Onbuild


class OnbuildUsed(Rule):
    """A trigger for images that are built on this one.

    ## What it flags
    ONBUILD.

    ## Why it is bad
    What it does cannot be seen in the file that is built: builds behave in ways that their authors did not write.

    ## What to do
    Write the instructions into the files that need them.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#onbuild
    """

    name = "onbuild-used"
    aliases = ("dockerfile-doctor:DD042",)
    severity = "info"
    on = ("ONBUILD",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nONBUILD RUN make\n",
            "FROM debian:13-slim\nONBUILD ENV A=b\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN make\n",
            "FROM debian:13-slim\nRUN echo ONBUILD\n",
        ),
    )

    def instruction(self, node: Onbuild, file: Dockerfile) -> Findings:  # type: ignore[override]
        yield self.at(
            node.keyword_word, "a trigger does things that the file which is built does not say", subject=node
        )
