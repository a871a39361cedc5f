from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Expose


class SshPortExposed(Rule):
    """The port of an SSH server exposed.

    ## What it flags
    `EXPOSE 22`.

    ## Why it is bad
    A login into a running container goes past everything that controls it: who was in and what he changed leaves no
    trace in the image. Every container with the image has the same host key.

    ## What to do
    Leave SSH out, and use `docker exec`. Where the image is an SSH server, ignore the rule at that line.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/
    """

    name = "ssh-port-exposed"
    aliases = ("checkov:CKV_DOCKER_1", "trivy:DS-0004", "kics:5907595b", "sonar:S6473")
    on = ("EXPOSE ~22",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nEXPOSE 22\n",
            "FROM debian:13-slim\nEXPOSE 80 22/tcp\n",
        ),
        good=(
            "FROM debian:13-slim\nEXPOSE 2222\n",
            "FROM debian:13-slim\nEXPOSE 220 22/udp\n",
        ),
    )

    def instruction(self, node: Expose, file: Dockerfile) -> Findings:  # type: ignore[override]
        for word in node.ports:
            if word.value.lower() in ("22", "22/tcp"):
                yield self.at(
                    word, "port 22: an SSH server in a container goes past what controls it", subject=(node, word)
                )
