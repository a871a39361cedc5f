from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Expose


_PORTS = {
    "21": "FTP",
    "23": "telnet",
    "69": "TFTP",
    "513": "rlogin",
    "514": "rsh",
    "2375": "Docker's API",
    "5900": "VNC",
}


class InsecurePortExposed(Rule):
    """The port of a protocol without encryption exposed.

    ## What it flags
    `EXPOSE` of the ports of telnet (23), FTP (21), rlogin and rsh (513, 514), TFTP (69), of VNC (5900), and of
    Docker's unencrypted API (2375).

    ## Why it is bad
    These protocols send passwords in the clear, or ask for none.

    ## What to do
    Use the protocol that encrypts: SSH or SFTP, and port 2376 of Docker with certificates.

    ## Sources
    - https://www.iana.org/assignments/service-names-port-numbers/
    """

    name = "insecure-port-exposed"
    aliases = ("dockerfile-doctor:DD014", "sonar:S6473")
    on = ("EXPOSE",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nEXPOSE 21\n",
            "FROM debian:13-slim\nEXPOSE 80 2375/tcp\n",
        ),
        good=(
            "FROM debian:13-slim\nEXPOSE 2376\n",
            "FROM debian:13-slim\nEXPOSE 514/udp\n",
        ),
    )

    def instruction(self, node: Expose, file: Dockerfile) -> Findings:  # type: ignore[override]
        for word in node.ports:
            port, _, protocol = word.value.lower().partition("/")
            service = _PORTS.get(port)
            if service is not None and protocol in ("", "udp" if port == "69" else "tcp"):
                yield self.at(word, f"port {port} is {service}: nothing is encrypted there", subject=(node, word))
