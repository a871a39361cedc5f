from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class ContainerRuntimeInImage(Rule):
    """NVIDIA's container runtime installed in an image.

    ## What it flags
    `nvidia-container-toolkit`, `nvidia-docker2` and their kin among the packages that a RUN installs.

    ## Why it is bad
    They belong to the machine that runs containers: inside one they do nothing.

    ## What to do
    Delete them from the list.

    ## Sources
    - https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/install-guide.html
    """

    name = "container-runtime-in-image"
    aliases = ("tally:gpu/no-container-runtime-in-image",)
    severity = "info"
    on = ("%apt install", "%dnf install", "%yum install", "%microdnf install", "%zypper install")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get install -y nvidia-container-toolkit\n",
            "FROM debian:13-slim\nRUN apt-get install -y curl nvidia-docker2\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y cuda-toolkit\n",
            "FROM debian:13-slim\nRUN apt-get remove -y nvidia-docker2\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is not None:
            for word in call.about(call.manager["install"]):
                if word.text.startswith(("nvidia-container-", "nvidia-docker", "libnvidia-container")):
                    yield self.at(word, "this belongs to the machine that runs containers", subject=(call, word))
