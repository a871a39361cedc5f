from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class LabelsInSeveralInstructions(Rule):
    """LABEL instructions one behind the other.

    ## What it flags
    Two or more LABELs in a row, with nothing between them.

    ## Why it is bad
    They say one thing in several places. Before Docker 1.10 each was a layer.

    ## What to do
    Write one LABEL with a line for each key.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#label
    """

    name = "labels-in-several-instructions"
    aliases = ("tally:labels/prefer-grouped",)
    severity = "style"
    on = ("@stage LABEL",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nLABEL a=1\nLABEL b=2\n", fixed="FROM debian:13-slim\nLABEL a=1 \\\n      b=2\n"
            ),
            Example(
                'FROM debian:13-slim\nLABEL a=1 b=2\nLABEL c="3"\n',
                fixed='FROM debian:13-slim\nLABEL a=1 b=2 \\\n      c="3"\n',
            ),
        ),
        good=(
            "FROM debian:13-slim\nLABEL a=1 \\\n      b=2\n",
            "FROM debian:13-slim\nLABEL a=1\nRUN one\nLABEL b=2\n",
            "FROM debian:13-slim\nLABEL a=1\n# why\nLABEL b=2\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        before: Instruction | None = None
        group: list[Instruction] = []
        for node in stage.instructions:
            follows = before is not None and not node.comments and node.start_line == before.end_line + 1
            if node.keyword == "LABEL" and before is not None and follows:
                group = group or [before]
                group.append(node)
            elif group:
                yield self._finding(group)
                group = []
            before = node if node.keyword == "LABEL" else None
        if group:
            yield self._finding(group)

    def _finding(self, group: list[Instruction]) -> Finding:
        return self.at(group[1].keyword_word, f"{len(group)} LABELs in a row: one holds them all", subject=group)
