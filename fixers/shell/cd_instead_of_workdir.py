"""WORKDIR in the place of a leading `cd`."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, delete_through, insert_instruction
from dockerlint.graph.paths import join
from dockerlint.lint.finding import Fix
from dockerlint.rules.shell.cd_instead_of_workdir import leads
from dockerlint.syntax.instructions import Run, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Edit, Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Set the directory in front, and the old one behind."""
    command: Command
    run: Instruction
    command, run = finding.subject  # type: ignore[misc]
    commands = file.commands(run)
    if len(commands) == 1:
        raise Refused("it changes nothing: WORKDIR in its place would change where what follows works")
    if not leads(command, commands) or command.follower != "&&" or run.heredocs or run.is_json:
        raise Refused("only a leading `cd DIRECTORY &&` has a fix")
    if run.in_onbuild or not isinstance(run, Run):
        raise Refused("the instruction is a trigger inside ONBUILD")
    word = command.arguments[0]
    if word.value is None or not set(word.value) <= set(_PLAIN) or word.raw.startswith("-") or command.redirects:
        raise Refused("the directory is not known")
    if any("OLDPWD" in one.raw for later in commands for one in later.words):
        raise Refused("the script asks for the directory before")
    old = file.graph.working_directory(run)
    new = join(old, word.value)
    if new is None or not new.startswith("/"):
        raise Refused("the directory is not known")
    following = commands[1]
    if not following.words or following.start != following.words[0].start:
        raise Refused("a variable is set in front of the next command")
    shorter = delete_through(file.tree.text, command.words[0], following.words[0])
    if new == old:
        return Fix("Delete `cd`: the directory is in force", "safe", [shorter])
    if any(mount.target and new.startswith(mount.target.rstrip("/")) for mount in run.mounts):
        raise Refused("the directory is there during this RUN alone: it is mounted")
    source = file.tree.text
    keyword = cased("WORKDIR", run)
    edits = [insert_instruction(source, f"{keyword} {new}", before=run), shorter]
    restored = _restored(run, old, keyword, file)
    edits += [restored] if restored else []
    return Fix(f"Set the directory with `WORKDIR {new}`", "unsafe", edits)


def _restored(run: Run, old: str | None, keyword: str, file: Dockerfile) -> Edit | None:
    """Return the edit that sets the old directory again; None where the next instruction sets one. May refuse."""
    stage = file.graph.stage_of(run)
    following = [node for node in (stage.instructions if stage else ()) if node.index > run.index]
    first = next((node for node in following if node.keyword not in ("LABEL", "ENV", "ARG", "EXPOSE", "USER")), None)
    if isinstance(first, Workdir) and first.path.value.startswith("/"):
        return None
    if old is None or not old.startswith("/"):
        raise Refused("the working directory before it is not known, so that it cannot be restored")
    return insert_instruction(file.tree.text, f"{keyword} {old}", after=run)
