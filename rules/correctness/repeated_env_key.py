from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.syntax.instructions import Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Pair


class RepeatedEnvKey(Rule):
    """A variable set twice, and read by nothing in between.

    ## What it flags
    An ENV whose name another ENV of the same stage sets again, where no instruction in between names it and no RUN
    stands between them.

    ## Why it is bad
    The first value has no effect. One of the two was forgotten.

    ## What to do
    Delete the one that is not meant.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "repeated-env-key"
    aliases = ("dockerfile-doctor:DD044",)
    severity = "info"
    on = ("@stage ENV",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nENV A=1\nENV A=2\n",
            "FROM debian:13-slim\nENV A=1 B=2 A=3\n",
        ),
        good=(
            "FROM debian:13-slim\nENV A=1\nENV B=$A\nENV A=2\n",
            "FROM debian:13-slim\nENV A=1\nRUN make\nENV A=2\n",
            "FROM debian:13-slim\nENV PATH=/a:$PATH\nENV PATH=/b:$PATH\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        last: dict[str, Pair] = {}
        for node in stage.instructions:
            if node.keyword == "RUN":
                last.clear()
            elif last:
                for name in [name for name in last if f"${name}" in node.line.text or f"${{{name}" in node.line.text]:
                    del last[name]
            for pair in node.pairs if isinstance(node, Env) else ():
                name = pair.name
                if name in last:
                    yield self.at(
                        last[name], f"`{name}` is set again before anything reads it", subject=(stage, last[name])
                    )
                last[name] = pair
