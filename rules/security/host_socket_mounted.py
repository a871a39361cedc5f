from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings

_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock", "podman.sock")


class HostSocketMounted(Rule):
    """The socket of the host's container engine, mounted into a container.

    ## What it flags
    A bind mount or `hostPath` of `docker.sock`, or of the socket of containerd, CRI-O or Podman.

    ## Why it is bad
    Who can write to the socket can start a container that mounts the host's whole file system: the socket is root
    on the host. A read-only mount changes nothing about that.

    ## What to do
    Put a proxy in front of the socket that lets the few calls through that are needed, or use an engine that runs
    without root.

    ## Sources
    - https://docs.docker.com/engine/security/#docker-daemon-attack-surface
    - https://docs.docker.com/engine/security/protect-access/
    """

    name = "host-socket-mounted"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  ci:\n    image: ci:1\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n",
                path="compose.yaml",
                lines=(5,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a:1\n"
                "      volumeMounts: [{name: s, mountPath: /s}]\n"
                "  volumes:\n    - name: s\n      hostPath: {path: /run/containerd/containerd.sock}\n",
                path="pod.yaml",
                lines=(10,),
            ),
        ),
        good=(
            Example(
                "services:\n  ci:\n    image: runner:1\n    volumes:\n      - ./docker.sock.md:/docs\n",
                path="compose.yaml",
            ),
            "FROM debian:13-slim\n",
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        for mount in service.host_mounts:
            if mount.text.rpartition("/")[2] in _SOCKETS:
                yield self.at(mount.span, f"`{service.name.text}` rules the host by way of this socket", subject=mount)
