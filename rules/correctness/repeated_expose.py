from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Expose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RepeatedExpose(Rule):
    """A port exposed twice.

    ## What it flags
    The same port and protocol twice in the EXPOSE instructions of a stage.

    ## Why it is bad
    The second one has no effect.

    ## What to do
    Delete it.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "repeated-expose"
    aliases = ("dockerfile-doctor:DD048",)
    severity = "style"
    on = ("@stage EXPOSE",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nEXPOSE 80\nEXPOSE 443 80/tcp\n",
                fixed="FROM debian:13-slim\nEXPOSE 80\nEXPOSE 443\n",
            ),
            Example(
                "FROM debian:13-slim\nEXPOSE 53/udp\nEXPOSE 53/UDP\n", fixed="FROM debian:13-slim\nEXPOSE 53/udp\n"
            ),
        ),
        good=(
            "FROM debian:13-slim\nEXPOSE 53/udp 53/tcp\n",
            "FROM debian:13-slim\nEXPOSE 80\nEXPOSE $PORT\nEXPOSE $PORT\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        seen: set[str] = set()
        for node in stage.instructions:
            for word in node.ports if isinstance(node, Expose) else ():
                port = word.value.lower().removesuffix("/tcp")
                if port in seen and "$" not in port:
                    yield self.at(word, f"port {word.value} is exposed already", subject=(node, word))
                seen.add(port)
