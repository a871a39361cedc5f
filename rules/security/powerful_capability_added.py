from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.deploy.services import Service
    from dockerlint.lint.manifest import Manifest
    from dockerlint.lint.rule import Findings

# Each of them is as good as root on the host.
_POWERFUL = ("all", "sys_admin", "sys_module", "sys_ptrace", "sys_rawio", "dac_read_search", "bpf")


class PowerfulCapabilityAdded(Rule):
    """A capability for a container that is as good as root on the host.

    ## What it flags
    `ALL`, `SYS_ADMIN`, `SYS_MODULE`, `SYS_PTRACE`, `SYS_RAWIO`, `DAC_READ_SEARCH` and `BPF` among the capabilities
    that a Compose service or a Kubernetes container adds.

    ## Why it is bad
    With one of them a program can leave its container.

    ## What to do
    Add the one capability that the program needs, or mount the device that it wants.

    ## Sources
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    - https://docs.docker.com/reference/compose-file/services/#cap_add
    """

    name = "powerful-capability-added"
    on = ("@service",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "services:\n  a:\n    image: a:1\n    cap_add:\n      - SYS_ADMIN\n", path="compose.yaml", lines=(5,)
            ),
            Example(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: a:1\n"
                "      securityContext: {capabilities: {add: [ALL]}}\n",
                path="pod.yaml",
            ),
        ),
        good=(
            Example("services:\n  a:\n    image: a:1\n    cap_add: [NET_BIND_SERVICE]\n", path="compose.yaml"),
            Example("services:\n  a:\n    image: a:1\n    cap_drop: [ALL]\n", path="compose.yaml"),
        ),
    )

    def service(self, service: Service, file: Manifest) -> Findings:
        for one in service.capabilities:
            if one.text.lower().removeprefix("cap_") in _POWERFUL:
                yield self.at(one, f"`{one.text}` is as good as root on the host", subject=service)
