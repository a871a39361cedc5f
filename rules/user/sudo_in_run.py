from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.user.common import sudo_word
from dockerlint.shell.broken import before_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_TRANSPARENT = ("exec", "command", "builtin", "time")
_OTHER_USER = ("-u", "--user", "-g", "--group")


class SudoInRun(Rule):
    """`sudo` in RUN.

    ## What it flags
    Commands in RUN that run through `sudo` to become root. `sudo -u USER`, which steps down, is left alone.

    ## Why it is bad
    A build is root already, or has USER to become it. `sudo` brings a program that is root for everybody who finds
    his way into the container, drops the variables that ENV and ARG have set, and puts a process between the
    container and its program that signals have to pass.

    ## What to do
    Leave `sudo` out; where the base image has another user, write `USER root` in front and that user's name behind.

    The fix deletes the word where the user is certainly root and no option of sudo matters. It is safe where the file
    sets no variables, which sudo would have hidden from the command; otherwise unsafe.

    ## Options
    - `other-users`: also raise it where sudo becomes another user, but not behind `xargs`, `env` or `sh -c`.
      Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    """

    name = "sudo-in-run"
    aliases = (
        "hadolint:DL3004",
        "checkov:CKV2_DOCKER_1",
        "trivy:DS-0010",
        "kics:8ada6e80",
        "parfum:DL3004",
        "dockle:DKL-DI-0001",
        "dockerfilelint:sudo_usage",
        "dockerfile_lint:no_run_with_sudo",
        "redcoolbeans:sudo",
        "dockerfile-doctor:DD021",
        "buddy:ER0004",
        "semgrep:no-sudo-in-dockerfile",
        "droast:DF010",
    )
    on = ("RUN $sudo",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"other-users": True}}
    options = {"other-users": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN make && sudo make install\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nRUN make && make install\n",
            ),
            Example(
                "FROM debian:13-slim\nENV A=b\nRUN echo x | \\\n    sudo tee /x\n",
                fixed="FROM debian:13-slim\nENV A=b\nRUN echo x | \\\n    tee /x\n",
            ),
            Example("FROM cimg/node:24.1\nRUN sudo npm i -g yarn\n", refused="not certainly root"),
            Example("FROM debian:13-slim\nUSER app\nRUN sudo make install\n", refused="not certainly root"),
            Example("FROM debian:13-slim\nRUN sudo -E make install\n", refused="an option of sudo"),
        ),
        good=(
            "FROM debian:13-slim\nRUN make install\n",
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y sudo\n",
            "FROM debian:13-slim\nRUN sudo -u app make\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(node)
        for command in before_error(commands) if self.option["other-users"] else commands:
            word = sudo_word(command)
            wanted = _is_typed(command) if self.option["other-users"] else not _steps_down(command)
            if word is not None and wanted:
                message = "`sudo` in a build: it is root already, or USER makes it so"
                yield self.at(word, message, subject=(command, node))


def _is_typed(command: Command) -> bool:
    """Whether `sudo` stands first, or behind a builtin that runs it, and in no `sh -c`."""
    first = next((word.text for word in command.words if word.text not in _TRANSPARENT), "")
    return first == "sudo" and command.runner is None


def _steps_down(command: Command) -> bool:
    """Whether one of the options in front of the command proper names another user."""
    own = command.words[: -1 - len(command.arguments)]
    return any(word.text in _OTHER_USER for word in own)
