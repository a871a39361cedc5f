from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell.common import is_typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class CdInsteadOfWorkdir(Rule):
    """`cd` where WORKDIR would do, or where it does nothing.

    ## What it flags
    `cd` as the last command of a RUN: the next instruction begins in the old directory again. With `which: leading`
    also a RUN that begins with `cd` and stays there.

    ## Why it is bad
    Each RUN has a shell of its own, and its directory ends with it. Who writes `RUN cd /app` expects that it does not.
    A `cd` in front of a chain is right, but WORKDIR says it once for all that follows, COPY and CMD included.

    ## What to do
    Write `WORKDIR /app`.

    The fix turns `RUN cd DIR && ...` into WORKDIR, RUN, and a second WORKDIR that restores the old directory where
    something behind depends on it. It is unsafe, because WORKDIR makes a directory that is not there, and refused where
    the old directory is not known. Where `cd` goes to the directory that is in force already, it is deleted, which is
    safe. A `cd` that does nothing has no fix: WORKDIR in its place would change where all that follows works.

    ## Options
    - `which`: `last`, `leading` (those and a leading one) or `any`. Default: leading

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#workdir
    - https://docs.docker.com/build/building/best-practices/#workdir
    """

    name = "cd-instead-of-workdir"
    aliases = (
        "hadolint:DL3003",
        "trivy:DS-0013",
        "kics:f4a6bcd3",
        "dockerfile-doctor:DD045",
        "buddy:ER0003",
        "semgrep:use-workdir",
        "droast:DF008",
        "sonar:S6597",
    )
    on = ("$cd",)
    groups = {"recommended": {"which": "last"}, "strict": {}, "hadolint": {"which": "any"}}
    options = {"which": "leading"}
    not_in = {
        "onbuild": "hadolint looks into no triggers",
        "heredoc": "a script of several lines may go where it likes",
    }
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nRUN cd /srv\nRUN make\n", lines=(2,), refused="changes nothing"),
            Example(
                "FROM debian:13-slim\nWORKDIR /\nRUN cd /srv && make && make install\nCMD serve\n",
                fixed="FROM debian:13-slim\nWORKDIR /\nWORKDIR /srv\nRUN make && make install\nWORKDIR /\nCMD serve\n",
            ),
            Example(
                "FROM debian:13-slim\nWORKDIR /srv\nRUN cd /srv && \\\n    make\n",
                fixed="FROM debian:13-slim\nWORKDIR /srv\nRUN make\n",
            ),
            Example("FROM debian:13-slim\nRUN cd /srv && make\n", refused="not known"),
            Example("FROM debian:13-slim\nRUN a && (cd /srv && make)\n", options={"which": "any"}, refused="leading"),
        ),
        good=(
            "FROM debian:13-slim\nWORKDIR /srv\nRUN make\n",
            "FROM debian:13-slim\nRUN make && cd /srv && make\n",
            "FROM debian:13-slim\nRUN cd a && make && cd ../b && make\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        which = self.option["which"]
        commands = file.commands(run)
        last = command is commands[-1] and not command.context and command.connector in ("", "&&", ";", "\n")
        if which == "any":
            flagged = is_typed(command, "cd") and not run.in_onbuild
        else:
            flagged = last or (which == "leading" and leads(command, commands))
        if flagged:
            message = "`cd` at the end of a RUN does nothing" if last else "`cd` in RUN: WORKDIR sets the directory"
            yield self.at(command, message, subject=(command, run))


def leads(command: Command, commands: list[Command]) -> bool:
    """Whether a script begins with a `cd` and stays in that directory."""
    return (
        command is commands[0]
        and command.runner is None
        and not command.context
        and command.follower in ("&&", ";", "\n")
        and len(command.arguments) == 1
        and len(commands) > 1
        and not any(one.name in ("cd", "pushd", "popd") for one in commands[1:])
    )
