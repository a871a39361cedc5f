"""Back to an unprivileged user that is certainly there."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, insert_instruction, replace
from dockerlint.fixers.packages.common import must_succeed
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache._history import history_of
from dockerlint.rules.user.common import ROOT
from dockerlint.syntax.instructions import Expose, Run, User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"
_BUILDING = ("RUN", "COPY", "ADD", "WORKDIR", "ONBUILD", "VOLUME")
_NEED_ROOT = (
    *(
        "sshd",
        "crond",
        "cron",
        "supervisord",
        "init",
        "my_init",
        "systemd",
        "service",
        "rsyslogd",
        "httpd",
        "apache2ctl",
    ),
)
_FIRST_OPEN_PORT = 1024
# Of useradd, adduser and usermod: options that take the next word.
_VALUED = (
    *("-" + letter for letter in "ugdscGhkefp"),
    *("--" + name for name in ("uid", "gid", "home", "home-dir", "shell", "comment", "gecos", "groups", "ingroup")),
)
_SHELLS = ("sh", "bash", "ash", "dash", "tini", "dumb-init", "exec", "su", "env")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write USER behind the last step that may need root."""
    last: User
    stage: Stage
    last, stage = finding.subject  # type: ignore[misc]
    if stage is not file.graph.target or last not in stage.instructions:
        raise Refused("the stage is not the image, or another one has set the user")
    if last.group is not None:
        raise Refused("a group is given")
    _needs_no_root(stage, file)
    name = _known_user(stage, last, file)
    behind = [node for node in stage.instructions if node.index > last.index]
    steps = [node for node in behind if node.keyword in _BUILDING]
    title = f"Go back to the user `{name}`"
    more = {"user-by-name": "the file knows the user by that name"}
    if not steps:
        return Fix(title, SAFETY, [replace(last.arguments, name)], may_add=more, changes=("user",))
    text = f"{cased('USER', last)} {name}"
    edit = insert_instruction(file.tree.text, text, after=steps[-1])
    return Fix(title, SAFETY, [edit], may_add=more, changes=("user",))


def _needs_no_root(stage: Stage, file: Dockerfile) -> None:
    """Refuse where something in the image's contract needs root."""
    nodes: list[Instruction] = [node for link in stage.bases for node in link.instructions]
    for node in nodes:
        if isinstance(node, Expose):
            for port in node.ports:
                number = port.value.partition("/")[0].partition("-")[0]
                if number.isdigit() and int(number) < _FIRST_OPEN_PORT:
                    raise Refused(f"port {number} may need root")
        elif node.keyword in ("CMD", "ENTRYPOINT"):
            name = next((one.name for one in file.commands(node) if one.name in _NEED_ROOT), "")
            if name:
                raise Refused(f"`{name}` needs root")
            if any(" " in word.text for one in file.commands(node) for word in one.words[:1]):
                raise Refused("what a shell is given as a script may need root")


def _known_user(stage: Stage, last: User, file: Dockerfile) -> str:
    """Return a user that is certainly there: one that the file has used, made or named, or got from its base image."""
    for link in stage.bases:
        for node in reversed(link.instructions):
            if isinstance(node, User) and node.index < last.index and node.user not in ROOT:
                if "$" in node.arguments.value and (link is not stage or _is_set_behind(node, stage)):
                    break
                return node.arguments.value
    made = _named_by({"useradd": -1, "adduser": 0}, stage, file)
    if len(made) == 1:
        return made.pop()
    named = _named_by({"usermod": -1, "chown": 0}, stage, file) - {"root"}
    if not made and len(named) == 1 and _starts_program(stage, file):
        return named.pop()
    image = stage.base_image
    if image is not None and image.user and image.user not in ROOT:
        return image.user  # to whom the base image changes itself
    homes = (history_of(file).base(stage).settings or {}).get("homes", {})
    known = [name for name in homes if not name.isdigit()]
    if len(known) != 1 or known[0] == "ubuntu":
        raise Refused("no other user is known to be there")
    return known[0]


def _is_set_behind(user: User, stage: Stage) -> bool:
    """Whether a variable that names a user may be given another value later in the stage."""
    setters = [node for node in stage.instructions if node.keyword in ("ENV", "ARG") and node.index > user.index]
    names = [word.value.partition("=")[0] for node in setters for word in node.words]
    return any(name in user.arguments.value for name in names)


def _named_by(commands: dict[str, int], stage: Stage, file: Dockerfile) -> set[str]:
    """Return the users that commands name which would have failed without them; by command, which word names one."""
    found: set[str] = set()
    for link in stage.bases:
        for run in link.instructions:
            for command in file.commands(run) if isinstance(run, Run) else ():
                if command.name not in commands or command.conditional or command.has("-l", "--login"):
                    continue
                words = command.positionals(_VALUED if command.name != "chown" else ())
                if not words or not (command.name == "useradd" or must_succeed(file, run, command)):
                    continue
                name = (words[commands[command.name]].value or "$").partition(":")[0]
                if name and "$" not in name and not name.isdigit():
                    found.add(name)
    return found


def _starts_program(stage: Stage, file: Dockerfile) -> bool:
    """Whether what is started is known to be a program: a script may need root to step down from."""
    nodes = [node for link in stage.bases for node in link.instructions if node.keyword in ("CMD", "ENTRYPOINT")]
    names = [command.name for node in nodes for command in file.commands(node)]
    return bool(names) and not any(name in _SHELLS or name.endswith(".sh") or "entrypoint" in name for name in names)
