"""RUN without sudo."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_through
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.rules.user.common import ROOT, sudo_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"
_OTHERS = ("gosu", "su-exec", "chroot", "fakeroot")
_SETTERS = ("export", "set", "declare", "source", ".")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Delete the word."""
    command: Command
    run: Instruction
    command, run = finding.subject  # type: ignore[misc]
    if run.in_onbuild or file.graph.stage_of(run) is None or surroundings_of(file, run).user not in ROOT:
        raise Refused("the user is not certainly root")
    word = sudo_word(command)
    following = command.words[command.words.index(word) + 1 :] if word is not None else []
    if word is None or not following or command.name == "sudo":
        raise Refused("sudo runs no command")
    if following[0].text.startswith("-"):
        raise Refused("an option of sudo may matter")
    if any(wrapper in _OTHERS for wrapper in command.wrappers) or command.wrappers.count("sudo") > 1:
        raise Refused("another program in front changes the user")
    # sudo hides variables from the command.
    script = file.commands(run)
    sets = any(one.name in _SETTERS or one.assignments for one in script) or "=" in following[0].text
    safety = "unsafe" if sets or file.graph.environment(run) else "safe"
    return Fix("Delete `sudo`", safety, [delete_through(file.tree.text, word, following[0])])
