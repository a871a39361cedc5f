from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import User


class GroupInUserDropsOthers(Rule):
    """USER with a group, which takes the account's other groups away.

    ## What it flags
    `USER name:group`, where an earlier RUN has put the account into further groups (`usermod -aG`, `useradd -G`,
    `adduser name group`).

    ## Why it is bad
    With a group in USER the process gets that one group alone: those that the RUN gave it have no effect.

    ## What to do
    Write `USER name`: the account's groups then count.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#user
    """

    name = "group-in-user-drops-others"
    aliases = ("tally:user-explicit-group-drops-supplementary-groups",)
    severity = "info"
    on = ("USER",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nRUN useradd -G docker app\nUSER app:app\n",
                fixed="FROM debian:13-slim\nRUN useradd -G docker app\nUSER app\n",
            ),
            "FROM debian:13-slim\nRUN useradd app && usermod -aG video app\nUSER app:app\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd -G docker app\nUSER app\n",
            "FROM debian:13-slim\nRUN useradd -G docker other\nUSER app:app\n",
            "FROM debian:13-slim\nRUN useradd -g app app\nUSER app:app\n",
        ),
    )

    def instruction(self, node: User, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        if node.group is None or stage is None or node.user.isdigit():
            return
        for run in stage.instructions[: max(stage.position(node), 0)]:
            if run.keyword == "RUN" and ("user" in run.line.text or "addgroup" in run.line.text):
                for command in file.commands(run):
                    if _adds_groups(command, node.user):
                        message = f"`:{node.group}` takes the other groups of `{node.user}` away"
                        yield self.at(node.arguments, message, subject=node)
                        return


def _adds_groups(command: Command, user: str) -> bool:
    name = command.name
    if name in ("usermod", "useradd"):
        words = command.arguments
        given = command.has("-G", "--groups") or any(word.raw in ("-aG", "-Ga") for word in words)
        return given and bool(words) and words[-1].text == user
    positionals = [word.text for word in command.positionals()] if name in ("adduser", "addgroup", "gpasswd") else []
    return name != "gpasswd" and len(positionals) == len((user, "group")) and positionals[0] == user
