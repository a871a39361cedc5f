from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Expose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ExposeProtocolCasing(Rule):
    """A protocol in EXPOSE that is not in lower case.

    ## What it flags
    `EXPOSE 53/UDP`.

    ## Why it is bad
    Everything else writes `tcp`, `udp` and `sctp`: `docker ps`, Compose, Kubernetes. Who searches for
    `53/udp` misses it.

    ## What to do
    Write the protocol in lower case. It means the same.

    ## Sources
    - https://docs.docker.com/reference/build-checks/expose-proto-casing/
    """

    name = "expose-protocol-casing"
    aliases = ("buildkit:ExposeProtoCasing",)
    severity = "style"
    on = ("EXPOSE ~/",)
    groups = {"recommended": {}, "strict": {}, "buildkit": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nEXPOSE 53/UDP\n", lines=(2,), fixed="FROM debian:13-slim\nEXPOSE 53/udp\n"),
            Example(
                "FROM debian:13-slim\nEXPOSE 80/tcp \\\n    443/Tcp \\\n    $PORT/TCP\n",
                lines=(3, 4),
                fixed="FROM debian:13-slim\nEXPOSE 80/tcp \\\n    443/tcp \\\n    $PORT/tcp\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nEXPOSE 80/tcp 53/udp 8080\n",
            "FROM debian:13-slim\nARG PROTOCOL=udp\nEXPOSE 53/$PROTOCOL\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        for word in node.ports if isinstance(node, Expose) else ():
            _, slash, protocol = word.value.rpartition("/")
            if slash and "$" not in protocol and protocol != protocol.lower():
                yield self.at(word, f"the protocol of `{word.value}` is not in lower case", subject=word)
