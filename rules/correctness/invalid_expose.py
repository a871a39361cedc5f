from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Expose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

_HIGHEST = 65535
_PROTOCOLS = ("tcp", "udp", "sctp")


class InvalidExpose(Rule):
    """EXPOSE with something else than a port.

    ## What it flags
    Ports above 65535, words that are no number, ranges that end before they begin, protocols other than tcp,
    udp and sctp, and what belongs to `docker run -p`: an IP address or a port of the host (`80:80`).

    ## Why it is bad
    Docker refuses it, or takes the container's port alone: the mapping to the host that the line seems to
    make does not exist.

    ## What to do
    Write the port that the program in the container listens on. Map it when the container is started.

    ## Options
    - `format`: look at more than the numbers. Default: true

    ## Sources
    - https://docs.docker.com/reference/build-checks/expose-invalid-format/
    - https://docs.docker.com/reference/dockerfile/#expose
    """

    name = "invalid-expose"
    aliases = (
        "hadolint:DL3011",
        "buildkit:ExposeInvalidFormat",
        "trivy:DS-0008",
        "kics:71bf8cf8",
        "dockerfilelint:invalid_port",
        "dockerfilelint:expose_host_port",
        "dockerfile-utils:INVALID_PORT",
        "dockerfile-utils:INVALID_PROTO",
        "dockerfile-doctor:DD038",
        "buddy:EE0001",
        "semgrep:invalid-port",
        "droast:DF040",
        "dockadvisor:ExposeInvalidFormat",
        "dockadvisor:ExposeInvalidProtocol",
    )
    severity = "error"
    on = ("EXPOSE",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"format": False}, "buildkit": {}}
    options = {"format": True}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nEXPOSE 80:80\n", lines=(2,), fixed="FROM debian:13-slim\nEXPOSE 80\n"),
            Example(
                "FROM debian:13-slim\nEXPOSE 127.0.0.1:8080:80/tcp 443\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nEXPOSE 80/tcp 443\n",
            ),
            Example(
                "FROM debian:13-slim\nEXPOSE 70000\nEXPOSE 8000-70000/tcp\n",
                lines=(2, 3),
                refused="which port is meant is not known",
            ),
            Example("FROM debian:13-slim\nEXPOSE http 80/html 90-80\n", lines=(2, 2, 2)),
        ),
        good=(
            "FROM debian:13-slim\nEXPOSE 80 443/tcp 53/udp 8000-8010 65535 \"81\" '82/udp'\n",
            "FROM debian:13-slim\nARG PORT=80\nEXPOSE $PORT ${PORT}/udp $PORT-90\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        for word in node.ports if isinstance(node, Expose) else ():
            problem = "" if "$" in word.value else self._problem(word)
            if problem:
                yield self.at(word, problem, subject=word)

    def _problem(self, word: Word) -> str:
        text = word.value
        if text[:1] in ('"', "'") and text[-1] == text[0] and len(text) > 1:
            text = text[1:-1]  # Docker reads it as a word of the shell
        port, _, protocol = text.partition("/")
        first, dash, last = port.rpartition(":")[2].partition("-")
        numbers = [int(one) for one in (first, last) if one.isascii() and one.isdigit() and len(one) < 20]
        if any(number > _HIGHEST for number in numbers):
            return f"`{text}`: there is no port above {_HIGHEST}"
        if not self.option["format"]:
            return ""
        if ":" in port:
            return f"`{text}` names more than a port of the container: EXPOSE maps nothing to the host"
        if len(numbers) != (2 if dash else 1):
            return f"`{text}` is no port" + ("; commas do not separate ports" if "," in port else "")
        if dash and numbers[0] > numbers[1]:
            return f"the range `{text}` ends before it begins"
        if "/" in text and protocol.lower() not in _PROTOCOLS:
            return f"`{protocol}` is no protocol of a port: tcp, udp or sctp"
        return ""
