from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Copy, Instruction


class SetuidProgram(Rule):
    """A program that runs as its owner, whoever starts it.

    ## What it flags
    `chmod` and `--chmod` that set the setuid or setgid bit of a file (`4755`, `u+s`, `g+s`); directories that only
    the group bit is set for are not known apart.

    ## Why it is bad
    A gap in such a program makes whoever is in the container root.

    ## What to do
    Leave it out; take the bit from programs that have it: `find / -xdev -perm /6000 -type f -exec chmod a-s {} +`.

    ## Sources
    - https://docs.docker.com/engine/security/
    """

    name = "setuid-program"
    aliases = ("dockle:CIS-DI-0008",)
    severity = "info"
    on = ("$chmod", "COPY --chmod", "ADD --chmod")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN chmod u+s /usr/bin/tool\n",
            "FROM debian:13-slim\nRUN chmod 4755 /usr/bin/tool\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN chmod u-s /usr/bin/tool\n",
            "FROM debian:13-slim\nRUN chmod 1777 /tmp && chmod 0755 /a\n",
            "FROM debian:13-slim\nRUN chmod 2775 /srv\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.chmod
        if flag is not None and flag.value is not None and _is_setuid(flag.value):
            yield self.at(flag, f"mode {flag.value} lets the program run as its owner", subject=(node, flag))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        mode = next(iter(command.positionals()), None)
        if mode is not None and _is_setuid(mode.text):
            yield self.at(mode, f"mode {mode.text} lets the program run as its owner", subject=(command, mode))


def _is_setuid(mode: str) -> bool:
    if mode.isdigit():
        digits = mode.lstrip("0")
        return len(digits) == len("4755") and digits[0] in "4567"
    return any(
        clause.startswith(("u+", "+", "a+", "ug+")) and "s" in clause.partition("+")[2] for clause in mode.split(",")
    )
