from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class HostNamespaceShared(Rule):
    """A container that shares the host's network, processes or memory.

    ## What it flags
    `network_mode: host`, `pid: host` and `ipc: host` of Compose services, `hostNetwork`, `hostPID` and `hostIPC` of
    Kubernetes pods.

    ## Why it is bad
    The container reaches what listens on the host's own address alone, sees the environment of the host's programs,
    or reads their shared memory.

    ## What to do
    Publish the ports that are needed. Agents that watch the host have to share it; silence the rule there.

    ## Sources
    - https://docs.docker.com/engine/network/drivers/host/
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """

    name = "host-namespace-shared"
    on = ("@service",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  a:\n    image: a:1\n    network_mode: host\n    pid: host\n",
                path="compose.yaml",
                lines=(4, 5),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers:\n    - {name: a, image: 'a:1'}\n",
                path="pod.yaml",
                lines=(4,),
            ),
        ),
        good=(
            Example(
                "services:\n  a:\n    image: a:1\n    network_mode: service:b\n",
                path="compose.yaml",
            ),
            "FROM debian:13-slim\n",
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        for one in service.host_namespaces:
            yield self.at(one.span, f"the host's {one.name} namespace is shared", subject=service)
