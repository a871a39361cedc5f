from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command, ShellWord

_USERS = ("useradd", "adduser")
_GROUPS = ("groupadd", "addgroup")
_ADDING = _USERS + _GROUPS
_WITH_OPTION = ("useradd", "groupadd")  # the others are Debian's and busybox', which have none


class AccountNumberShared(Rule):
    """Two accounts, or two groups, with one number.

    ## What it flags
    `useradd` and `groupadd` with `--non-unique`, and a number that an earlier command of the same stage (also `adduser`
    and `addgroup`) has given to another account or group.

    ## Why it is bad
    The kernel knows numbers only: the two own each other's files and may end each other's processes. Which name `ls`
    shows is chance.

    ## What to do
    Give each account and each group a number of its own.

    ## Limits
    The accounts of the base image are not known.

    ## Sources
    - https://man7.org/linux/man-pages/man8/useradd.8.html
    """

    name = "account-number-shared"
    aliases = ("dockle:DKL-LI-0002",)
    severity = "info"
    on = ("@stage RUN $useradd", "@stage RUN $adduser", "@stage RUN $groupadd", "@stage RUN $addgroup")
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build"}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN useradd -u 1000 app && useradd -u 1000 web\n",
            "FROM alpine:3.24\nRUN addgroup -g 82 -S app\nRUN addgroup -g 82 -S web\n",
            "FROM debian:13-slim\nRUN groupadd --non-unique --gid 100 app\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN groupadd -g 1000 app && useradd -u 1000 -g 1000 app\n",
            "FROM debian:13-slim\nRUN useradd -u 1000 app && userdel app && useradd -u 1000 web\n",
            "FROM debian:13-slim\nRUN useradd -u 1000 app || useradd -u 1000 web\n",
            "FROM debian:13-slim\nRUN addgroup app && adduser -ingroup app --disabled-password web\n",
            "FROM debian:13-slim AS a\nRUN useradd -u 1000 app\nFROM debian:13-slim\nRUN useradd -u 1000 web\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        taken: dict[tuple[bool, str], str] = {}
        for run in stage.instructions:
            for command in file.commands(run) if run.keyword == "RUN" else ():
                if command.name in ("userdel", "deluser", "groupdel", "delgroup"):
                    taken.clear()
                if command.name not in _ADDING:
                    continue
                of_user = command.name in _USERS
                word = _number(command, of_user=of_user)
                name = command.arguments[-1].text if command.arguments else ""
                if command.name in _WITH_OPTION and command.has("-o", "--non-unique"):
                    yield self.at(command, f"`{command.name}` may give a number that somebody has already")
                elif word is not None and word.value is not None and not command.conditional:
                    other = taken.setdefault((of_user, word.value), name)
                    if other != name:
                        yield self.at(word, f"`{name}` gets the number of `{other}`")


def _number(command: Command, *, of_user: bool) -> ShellWord | None:
    return command.option_value("-u", "--uid") if of_user else command.option_value("-g", "--gid")
