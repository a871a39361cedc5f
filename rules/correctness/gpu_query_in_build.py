from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run


class GpuQueryInBuild(Rule):
    """A build that asks for a graphics card.

    ## What it flags
    `nvidia-smi` and its kin in RUN, where its failure stops the build.

    ## Why it is bad
    A build has no graphics card, whatever the machine has: the command fails.

    ## What to do
    Ask when the container starts. What to build for, say with a variable: `TORCH_CUDA_ARCH_LIST`.

    ## Sources
    - https://docs.docker.com/build/building/cdi/
    """

    name = "gpu-query-in-build"
    aliases = ("tally:gpu/no-buildtime-gpu-queries",)
    severity = "error"
    on = ("$nvidia-smi", "$nvidia-settings", "$rocm-smi")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN nvidia-smi\n",
            "FROM debian:13-slim\nRUN make && nvidia-smi --query-gpu=name\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN nvidia-smi || true\n",
            "FROM debian:13-slim\nRUN --device=nvidia.com/gpu=all nvidia-smi\n",
            'FROM debian:13-slim\nCMD ["nvidia-smi"]\n',
        ),
    )

    def command(self, command: Command, run: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        if command.follower != "||" and not command.conditional and not run.devices and command.name_word is not None:
            yield self.at(command.name_word, "a build has no graphics card to ask for", subject=(command, run))
