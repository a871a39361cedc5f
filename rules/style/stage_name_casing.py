from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class StageNameCasing(Rule):
    """A stage's name that is not in lower case.

    ## What it flags
    `FROM … AS Name` with an upper-case letter in the name.

    ## Why it is bad
    Docker reads stage names in lower case, whatever is written: two names that differ in case alone are one
    stage, and `FROM Name` finds no stage at all, because an image's name cannot have upper-case letters.

    ## What to do
    Write the name in lower case, here and wherever it is used.

    ## Sources
    - https://docs.docker.com/reference/build-checks/stage-name-casing/
    """

    name = "stage-name-casing"
    aliases = ("buildkit:StageNameCasing", "dockerfile-doctor:DD050", "dockadvisor:StageNameCasing")
    severity = "style"
    on = ("FROM ~as",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim AS Build\nRUN one\n\nFROM scratch\nCOPY --from=Build /a /b\n",
                lines=(1,),
                fixed="FROM debian:13-slim AS build\nRUN one\n\nFROM scratch\nCOPY --from=build /a /b\n",
            ),
            Example(
                "FROM debian:13-slim AS buildBase\nFROM buildBase\n"
                "RUN --mount=type=bind,from=BuildBase,target=/b one BuildBase\n",
                fixed="FROM debian:13-slim AS buildbase\nFROM buildbase\n"
                "RUN --mount=type=bind,from=buildbase,target=/b one BuildBase\n",
            ),
        ),
        good=(
            "FROM debian:13-slim AS build-base\nRUN one\n",
            "FROM registry.example.com/team/app:Release-1 AS release\n",
            "FROM debian:13-slim\nCOPY --from=Build /a /b\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        word = node.alias if isinstance(node, From) else None
        if word is not None and word.value != word.value.lower():
            wanted = word.value.lower()
            message = f"the stage's name `{word.value}` is not in lower case: `{wanted}`"
            yield self.at(word, message, subject=file.graph.stage_of(node))
