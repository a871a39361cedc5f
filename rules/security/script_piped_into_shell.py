from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_FETCHERS = ("curl", "wget", "wget2", "fetch")


class ScriptPipedIntoShell(Rule):
    """A script that is run as it comes from the network.

    ## What it flags
    What curl or wget print, piped into a shell or another interpreter, also through `sh -c "$(curl …)"` and `bash
    <(curl …)`.

    ## Why it is bad
    The script may be another one tomorrow, and the build runs it unseen. A connection that breaks leaves half of it
    run. In a pipe the failure of curl goes unnoticed, too.

    ## What to do
    Download a named version, check its hash, then run it: `ADD --checksum=sha256:… https://… /tmp/install.sh`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#add---checksum
    """

    name = "script-piped-into-shell"
    aliases = ("dockerfile-doctor:DD054", "droast:DF021")
    on = ("$sh", "$bash", "$ash", "$dash", "$zsh", "$python", "$python3", "$perl", "$php", "$node", "$ruby")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/install.sh | sh\n",
            "FROM debian:13-slim\nRUN wget -qO- https://example.com/setup | bash -s -- -y\n",
            'FROM debian:13-slim\nRUN sh -c "$(curl -fsSL https://example.com/install.sh)"\n',
        ),
        good=(
            "FROM debian:13-slim\nRUN curl -fsSL https://example.com/a.tgz | tar xz\n",
            (
                "FROM debian:13-slim\n"
                'RUN curl -fsSL -o /i.sh https://example.com/i.sh && echo "abc  /i.sh" | sha256sum -c && sh /i.sh\n'
            ),
            "FROM debian:13-slim\nRUN curl -s https://example.com/a.json | python3 -c 'import json'\n",
            "FROM debian:13-slim\nRUN curl -s https://example.com/a.json | python3 -m json.tool\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        commands = file.commands(run)
        index = commands.index(command)
        fetcher = None
        if command.connector == "|" and not _has_own_script(command):
            # Between them may stand a `tee` or a `sed`, which changes nothing.
            while index > 0 and commands[index].connector == "|":
                index -= 1
                if commands[index].name in _FETCHERS:
                    fetcher = commands[index]
        else:
            fetcher = next((one for one in commands if one.name in _FETCHERS and _feeds(one, command)), None)
        if fetcher is not None:
            yield self.at(
                command, f"`{command.name}` runs unseen what `{fetcher.name}` gets", subject=(command, fetcher)
            )


def _has_own_script(command: Command) -> bool:
    if command.has("-c", "-e", "-m", "-r", "-p") and command.name not in ("sh", "bash", "ash", "dash", "zsh"):
        return True
    if command.has("-s", "-") or not command.positionals(("-o", "-O")):
        return command.has("-c")
    return command.positionals()[0].text != "/dev/stdin"


def _feeds(fetcher: Command, command: Command) -> bool:
    """Whether a substitution among the words of the interpreter holds the command."""
    first, last = command.span
    holds = first <= fetcher.start and fetcher.end <= last
    scope = fetcher.scope
    return holds and fetcher is not command and scope is not None and scope.kind in ("substitution", "process")
