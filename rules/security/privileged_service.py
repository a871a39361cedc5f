from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings


class PrivilegedService(Rule):
    """A container that runs with all rights of its host.

    ## What it flags
    `privileged: true` of a Compose service, `securityContext.privileged: true` of a Kubernetes container.

    ## Why it is bad
    The container sees all devices of the host and has all capabilities: who breaks into its program has the machine.

    ## What to do
    Give the one device or capability that is needed: `devices`, `cap_add`.

    ## Sources
    - https://docs.docker.com/reference/compose-file/services/#privileged
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """

    name = "privileged-service"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  vpn:\n    image: example.com/vpn:1\n    privileged: true\n",
                path="compose.yaml",
                lines=(4,),
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a:1\n"
                "      securityContext: {privileged: true}\n",
                path="pod.yaml",
                lines=(7,),
            ),
        ),
        good=(
            Example(
                "services:\n  vpn:\n    image: example.com/vpn:1\n    privileged: false\n    cap_add: [NET_ADMIN]\n",
                path="compose.yaml",
            ),
            "FROM debian:13-slim\n",
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        place = service.privileged
        if place is not None:
            yield self.at(place, f"`{service.name.text}` has all rights of its host", subject=service)
