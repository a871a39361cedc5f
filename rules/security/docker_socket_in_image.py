from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class DockerSocketInImage(Rule):
    """Docker's socket as a volume or mount of an image.

    ## What it flags
    `/var/run/docker.sock` in VOLUME, in a mount of RUN, and as DOCKER_HOST in ENV.

    ## Why it is bad
    Whoever reaches that socket is root on the machine: the image asks to be given it.

    ## What to do
    Give a container an API of its own (rootless Docker, a proxy that filters requests), and build images with a
    builder that needs no socket.

    ## Sources
    - https://docs.docker.com/engine/security/protect-access/
    """

    name = "docker-socket-in-image"
    aliases = ("semgrep:dockerfile-dockerd-socket-mount",)
    on = ("VOLUME ~docker.sock", "RUN ~docker.sock", "ENV ~docker.sock")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nVOLUME /var/run/docker.sock\n",
            "FROM debian:13-slim\nENV DOCKER_HOST=unix:///var/run/docker.sock\n",
            ("FROM debian:13-slim\nRUN --mount=type=bind,target=/var/run/docker.sock,source=s docker ps\n"),
        ),
        good=(
            "FROM debian:13-slim\nVOLUME /var/run\n",
            "FROM debian:13-slim\nENV DOCKER_HOST=tcp://docker:2376\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        for place in node.flags if node.keyword == "RUN" else node.words:
            value = place.value or ""
            if value.strip("\"'").endswith("/docker.sock") or "/docker.sock," in value:
                yield self.at(place, "Docker's socket: who reaches it is root on the machine", subject=node)
