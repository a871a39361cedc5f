"""Back to an unprivileged user that is certainly there."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, insert_instruction, replace
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


def _known_user(stage: Stage, last: User, file: Dockerfile) -> str:
    """Return a user that is certainly there: one that the file has used, made or got from its base image."""
    for link in stage.bases:
        for node in reversed(link.instructions):
            if isinstance(node, User) and node.index < last.index and node.user not in ROOT:
                if "$" in node.arguments.value:
                    break
                return node.arguments.value
    made = {
        command.positionals(("-u", "-g", "-d", "-s", "-c", "-G", "-h", "--uid", "--gid", "--home", "--shell"))[-1:][0]
        for link in stage.bases
        for node in link.instructions
        if isinstance(node, Run) and node.index < last.index
        for command in file.commands(node)
        if command.name == "useradd" and command.positionals() and not command.conditional
    }
    names = {word.value for word in made}
    if len(names) == 1:
        name = names.pop()
        if name:
            return name
    homes = (history_of(file).base(stage).settings or {}).get("homes", {})
    known = [name for name in homes if not name.isdigit()]
    if len(known) != 1 or known[0] == "ubuntu":
        raise Refused("no other user is known to be there")
    return known[0]
