from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class LongLine(Rule):
    """A line of a RUN that is too long to read.

    ## What it flags
    Lines of RUN with more characters than 200, such as hold one long word (an address) left out.

    ## Why it is bad
    What stands far to the right is read by nobody.

    ## What to do
    Break it behind `&&` or between arguments: a backslash goes on in the next line.

    ## Options
    - `most`: how many characters a line may have. Default: 200

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "long-line"
    aliases = ("sonar:S7020", "dockerfile-doctor:DD074")
    severity = "style"
    on = ("RUN",)
    groups = {"strict": {}}
    options = {"most": 200}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN one two three four five six seven eight nine ten eleven\n",
                options={"most": 40},
            ),
            Example(
                ("FROM debian:13-slim\nRUN one && \\\n    two three four five six seven eight nine ten eleven\n"),
                options={"most": 40},
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN one\n",
            Example(
                ("FROM debian:13-slim\nRUN curl https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"),
                options={"most": 40},
            ),
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        most = self.option["most"]
        if not isinstance(most, int) or node.end - node.start <= most:
            return
        start = node.full_start
        for line in file.tree.text[node.full_start : node.full_end].splitlines(keepends=True):
            length = len(line.rstrip())
            is_long = length > most and not line.lstrip().startswith("#")
            if is_long and max(map(len, line.split())) < most - 20:
                yield self.at((start, start + length), f"a line of {length} characters", subject=node)
                return
            start += len(line)
