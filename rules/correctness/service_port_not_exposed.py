from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._shipped import shipped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class ServicePortNotExposed(Rule):
    """A container's port that its image does not speak of.

    ## What it flags
    The ports of a Compose service or Kubernetes container of which none is among those that the image's Dockerfile
    EXPOSEs, where it EXPOSEs some. A Dockerfile that exposes ports by variables without a value is left alone, and so
    is a container that is given another command, or an environment with that port in it.

    ## Why it is bad
    One of them is wrong: the port is forwarded to where nobody listens, or EXPOSE says what no longer holds.

    ## What to do
    Correct the one that is wrong.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#expose
    - https://docs.docker.com/reference/compose-file/services/#ports
    """

    name = "service-port-not-exposed"
    confidence = "medium"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  a:\n    build: .\n    ports: ['8080:8080']\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nEXPOSE 3000\n"},
                lines=(4,),
            ),
            Example(
                "services:\n  a:\n    build: .\n    ports:\n      - {target: 53, protocol: udp}\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nEXPOSE 53\n"},
            ),
        ),
        good=(
            Example(
                "services:\n  a:\n    build: .\n    ports: ['8080:3000', '9229:9229', '80']\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nARG PORT=3000\nEXPOSE $PORT\n"},
            ),
            Example(
                "services:\n  a:\n    build: .\n    ports: ['8080:8080']\n    environment: {PORT: 8080}\n",
                path="compose.yaml",
                files={"Dockerfile": "FROM debian:13-slim\nEXPOSE 3000\n"},
            ),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        ports = service.ports
        dockerfile = file.dockerfile_of(service) if ports else None
        if dockerfile is None or service.arguments is not None or service.entrypoint is not None:
            return
        exposed = _exposed(dockerfile)
        texts = " ".join(one.text for one in service.environment)
        if not exposed or any(_is_in(port, kind, exposed) or str(port) in texts for port, kind, _ in ports):
            return
        told = ", ".join(sorted(exposed))
        for port, kind, place in ports:
            wanted = str(port) if kind == "tcp" else f"{port}/{kind}"
            yield self.at(place, f"the Dockerfile exposes {told}, not {wanted}", subject=service)


def _exposed(file: Dockerfile) -> set[str]:
    """Return `3000`, `53/udp`, `8000-8010`; nothing where one of them is not known."""
    found = set()
    for node in shipped(file, "EXPOSE"):
        for word in node.words:
            text = file.graph.expand(node, word.value)
            if not text:
                return set()
            for one in text.lower().split():
                port = one.removesuffix("/tcp").rpartition(":")[2]
                if not port.partition("/")[0].replace("-", "").isdecimal():
                    return set()
                found.add(port)
    return found


def _is_in(port: int, kind: str, exposed: set[str]) -> bool:
    for one in exposed:
        numbers, _, protocol = one.partition("/")
        first, _, last_one = numbers.partition("-")
        if (protocol or "tcp") == kind and int(first) <= port <= int(last_one or first):
            return True
    return False
