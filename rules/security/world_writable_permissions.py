from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Add, Copy, Instruction


_OPEN_ANYWAY = ("/dev/stdout", "/dev/stderr", "/dev/null", "/dev/shm", "/tmp", "/var/tmp")  # noqa: S108
_RUN_TIME = ("/run/", "/var/run/", "/var/lock/")  # gone when the container ends


class WorldWritablePermissions(Rule):
    """Files that everybody may change.

    ## What it flags
    `chmod` and `--chmod` with a mode that lets others write (`777`, `666`, `a+w`, `o+rwx`), where the sticky bit is
    not set.

    ## Why it is bad
    Whoever gets into the container under any account can swap programs and settings for his own.

    ## What to do
    Give the files to the user who needs them: `COPY --chown`, or `chown` in the same RUN, and 755 or 644. For
    platforms that run containers under any number with group 0, `chmod g=u` does.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "world-writable-permissions"
    aliases = ("sonar:S2612", "dockerfile-doctor:DD051", "droast:DF034", "tally:world-writable-state-path-workaround")
    on = ("$chmod", "COPY --chmod", "ADD --chmod")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN chmod -R 777 /srv\n",
            "FROM debian:13-slim\nRUN mkdir /data && \\\n    chmod a+rwx /data\n",
            "FROM debian:13-slim\nCOPY --chmod=0777 run.sh /\n",
            "FROM debian:13-slim\nRUN chmod o+w /etc/passwd\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN chmod 755 /srv && chmod 1777 /tmp\n",
            "FROM debian:13-slim\nRUN chmod g+w,o-w /etc/passwd\n",
            ('FROM debian:13-slim\nRUN d="$(mktemp -d)" && chmod 777 "$d" && make "$d" && rm -rf "$d"\n'),
            "FROM debian:13-slim\nCOPY --chmod=755 run.sh /\n",
            "FROM debian:13-slim\nRUN chmod +w /x && chmod a+rx /x\n",
            "FROM debian:13-slim\nRUN mkdir /run/mysqld && chmod 2777 /run/mysqld\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.chmod
        if flag is not None and flag.value is not None and _lets_others_write(flag.value):
            yield self.at(flag, f"mode {flag.value} lets everybody change the files", subject=(node, flag))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = [word for word in command.arguments if not word.text.startswith("--")]
        mode = next((word for word in words if not _is_option(word.text)), None)
        if mode is None or not _lets_others_write(mode.text):
            return
        paths = [word.text.rstrip("/") for word in words[words.index(mode) + 1 :]]
        if paths and any(one.name == "rm" and _names(one, paths[0]) for one in file.commands(run)):
            return  # it is there for the time of this RUN
        if paths == ['"$PGDATA"']:
            return  # the server gives it its own mode, whoever starts it
        if not paths or not all(path in _OPEN_ANYWAY or path.startswith(_RUN_TIME) for path in paths):
            yield self.at(mode, f"mode {mode.text} lets everybody change the files", subject=(command, mode))


def _names(command: Command, path: str) -> bool:
    return any(word.text.rstrip("/") == path for word in command.arguments)


def _is_option(text: str) -> bool:
    return text.startswith("-") and text[1:].isalpha() and not set(text[1:]) - set("RcfvHLP")


def _lets_others_write(mode: str) -> bool:
    if mode.isdigit():
        digits = mode.lstrip("0")
        return (
            digits[-1:] in ("2", "3", "6", "7") and len(digits) <= 4 and not (len(digits) == 4 and digits[0] in "1357")
        )
    clauses = mode.split(",")
    sticky = any("t" in clause for clause in clauses)
    for clause in clauses:
        position = next((index for index, letter in enumerate(clause) if letter in "+="), -1)
        if position > 0 and not set(clause[:position]).isdisjoint("oa") and "w" in clause[position:] and not sticky:
            return set(clause[:position]) <= set("ugoa")
    return False
