from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class CudaInstalledAgain(Rule):
    """CUDA installed on an image that has it.

    ## What it flags
    `cuda`, `cuda-toolkit-…` and `nvidia-cuda-toolkit` installed on an image `nvidia/cuda` of the kinds `devel` and
    `runtime`.

    ## Why it is bad
    The image has several gigabytes twice, in two versions.

    ## What to do
    Delete it from the list, and choose the image's tag by the version that is needed.

    ## Sources
    - https://hub.docker.com/r/nvidia/cuda
    """

    name = "cuda-installed-again"
    aliases = ("tally:gpu/no-redundant-cuda-install",)
    severity = "info"
    on = ("%apt install", "%dnf install", "%yum install")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM nvidia/cuda:12.6.3-devel-ubuntu24.04\nRUN apt-get install -y cuda-toolkit-12-6\n",
            ("FROM nvidia/cuda:12.6.3-devel-ubuntu24.04\nRUN apt-get install -y curl nvidia-cuda-toolkit\n"),
        ),
        good=(
            "FROM nvidia/cuda:12.6.3-base-ubuntu24.04\nRUN apt-get install -y cuda-toolkit-12-6\n",
            "FROM debian:13-slim\nRUN apt-get install -y nvidia-cuda-toolkit\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        stage = file.graph.stage_of(run)
        if call is None or stage is None:
            return
        base = stage.bases[-1].edges[0].written
        if "nvidia/cuda:" not in base or ("devel" not in base and "runtime" not in base):
            return
        for word in call.about(call.manager["install"]):
            name = word.text.partition("=")[0]
            if name in ("cuda", "nvidia-cuda-toolkit", "cuda-toolkit") or name.startswith(("cuda-toolkit-", "cuda-1")):
                yield self.at(word, "the image has CUDA already", subject=(call, word))
