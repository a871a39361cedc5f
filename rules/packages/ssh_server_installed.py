from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_SERVERS = ("dropbear", "openssh-server", "ssh", "tinysshd")


class SshServerInstalled(Rule):
    """An SSH server in an image.

    ## What it flags
    `openssh-server`, `dropbear` and their kin among the packages that a RUN installs.

    ## Why it is bad
    A login into a running container goes past everything that controls it, brings a second program to keep up to
    date, and needs keys or passwords in the image.

    ## What to do
    Leave it out, and use `docker exec` or `kubectl exec`.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/
    """

    name = "ssh-server-installed"
    aliases = ("dockerfile_lint:installing_ssh",)
    severity = "info"
    on = ("%apt install", "%apk install", "%yum install", "%dnf install", "%microdnf install", "%zypper install")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl openssh-server\n",
            "FROM rockylinux:9\nRUN yum install -y openssh-server && yum clean all\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get install -y openssh-client\n",
            "FROM debian:13-slim\nRUN apt-get remove -y openssh-server\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is not None:
            for word in call.about(call.manager["install"]):
                if word.text.partition("=")[0] in _SERVERS:
                    yield self.at(word, "an SSH server in a container goes past what controls it", subject=(call, word))
