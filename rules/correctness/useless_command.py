from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.packages.common import is_plain
from dockerlint.shell.broken import before_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

_PEERS = ("ssh", "vim", "shutdown", "service", "ps", "free", "top", "kill", "mount")
_INTERACTIVE = ("vim", "vi", "nano", "emacs", "top", "htop")
_MACHINE = ("shutdown", "reboot", "poweroff", "halt")
_STARTS = ("start", "restart", "reload")


class UselessCommand(Rule):
    """A command that does nothing for an image.

    ## What it flags
    Editors and monitors that want a terminal (`vim`, `top`), commands that stop the machine (`shutdown`),
    and services that the last command of a RUN starts: they end with the RUN.

    ## Why it is bad
    A layer keeps files, not processes. What was started is gone when the next instruction runs.

    ## What to do
    Delete the command. Start services in ENTRYPOINT or CMD, or in the RUN that needs them, in front of what
    needs them.

    ## Options
    - `everywhere`: raise it for all commands that hadolint names (`ssh`, `vim`, `shutdown`, `service`, `ps`,
      `free`, `top`, `kill`, `mount`), whatever they do. Default: false

    ## Sources
    - https://docs.docker.com/engine/containers/multi-service_container/
    """

    name = "useless-command"
    aliases = (
        "hadolint:DL3001",
        "kics:9b6b0f38",
        "slim:ID.20022",
        "buddy:ER0005",
        "semgrep:nonsensical-command",
        "droast:DF060",
    )
    severity = "info"
    on = (
        *[f"RUN ${name}" for name in (*_PEERS, *_INTERACTIVE, *_MACHINE, "systemctl")],
        "RUN ~/etc/init.d/",
        "RUN ~/etc/rc.d/",
    )
    groups = {"recommended": {}, "strict": {}, "hadolint": {"everywhere": True}}
    options = {"everywhere": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN one && \\\n    service nginx start\n", lines=(3,)),
            Example("FROM debian:13-slim\nRUN systemctl start nginx\nRUN vim /etc/hosts\n", lines=(2, 3)),
            "FROM debian:13-slim\nRUN /etc/init.d/mysql start\n",
            Example("FROM debian:13-slim\nRUN ps aux\n", options={"everywhere": True}),
        ),
        good=(
            "FROM debian:13-slim\nRUN service mysql start && mysql < /schema.sql\n",
            "FROM debian:13-slim\nRUN apt-get install -y vim && service x status; kill 1\n",
            "FROM debian:13-slim\nRUN vim +PluginInstall +qall && service nginx stop\n",
            Example("FROM debian:13-slim\nRUN command -v free || true\n", options={"everywhere": True}),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(node)
        if self.option["everywhere"]:
            for command in before_error(commands):
                if command.name in _PEERS and command.name_word is not None and is_plain(command, node):
                    yield self.at(command.name_word, f"`{command.name}` does nothing for an image", subject=node)
            return
        for index, command in enumerate(commands):
            if command.name_word is None or command.conditional:
                continue
            problem = _problem(command, commands[index + 1 :])
            if problem:
                yield self.at(command.name_word, problem, subject=(node, command))


def _problem(command: Command, rest: list[Command]) -> str:
    if command.name in _MACHINE:
        return f"`{command.name}` stops no machine: there is none"
    if command.name in _INTERACTIVE and not any(word.text[:1] in "+-" for word in command.arguments):
        wanted = command.name in ("top", "htop") or command.arguments
        return f"`{command.name}` wants a terminal, and a build has none" if wanted and not command.redirects else ""
    if _starts_service(command) and all(map(_starts_service, rest)):
        return "the service that this starts ends with the RUN"
    return ""


def _starts_service(command: Command) -> bool:
    words = command.arguments
    if command.name == "service":
        return len(words) > 1 and words[1].text in _STARTS
    path = command.name_word.text if command.name_word is not None else ""
    is_starter = command.name == "systemctl" or path.startswith(("/etc/init.d/", "/etc/rc.d/"))
    return is_starter and bool(words) and words[0].text in _STARTS
