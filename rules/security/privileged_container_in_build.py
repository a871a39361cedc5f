from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class PrivilegedContainerInBuild(Rule):
    """A privileged container that a build starts.

    ## What it flags
    `--privileged` in `docker run`, `create` or `exec` in RUN.

    ## Why it is bad
    Such a container has all rights on the machine, and a build that needs it needs them too.

    ## What to do
    Leave the option out; name the one capability that is needed: `--cap-add`.

    ## Sources
    - https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
    """

    name = "privileged-container-in-build"
    aliases = ("dockerfile_lint:privileged_run_container", "dockerfile-doctor:DD060")
    on = ("$docker", "$podman")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM docker:28\nRUN docker run --privileged debian true\n",
            "FROM docker:28\nRUN podman exec --privileged x true\n",
        ),
        good=(
            "FROM docker:28\nRUN docker run --cap-add=SYS_PTRACE debian true\n",
            "FROM docker:28\nRUN echo --privileged\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        word = command.option_word("--privileged")
        if word is not None:
            yield self.at(word, "`--privileged` gives a container all rights on the machine", subject=(command, word))
