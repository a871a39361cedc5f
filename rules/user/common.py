"""What the rules about users share: whose account it is, and where a wrapper stands."""

from __future__ import annotations

from dockerlint.syntax.instructions import User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.shell import Command, ShellWord

ROOT = ("root", "0")
# They start the program as another user: the container's root is theirs alone.
STEP_DOWN = ("gosu", "su-exec", "setpriv", "runuser", "su", "chpst", "setuidgid", "s6-setuidgid", "setuser")


def last_user(stage: Stage, *, inherited: bool) -> User | None:
    """Return the USER that counts at a stage's end; `inherited` looks into the stages that it is built on too."""
    for link in stage.bases if inherited else (stage,):
        for node in reversed(link.instructions):
            if isinstance(node, User):
                return node
    return None


def sudo_word(command: Command) -> ShellWord | None:
    """Return the word `sudo` of a command that runs through it."""
    if command.name != "sudo" and "sudo" not in command.wrappers:
        return None
    return next((word for word in command.words if word.text.rpartition("/")[2] == "sudo"), None)
