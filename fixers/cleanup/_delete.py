"""Files that a RUN needs only for itself, deleted at its end."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import append_command
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction


def delete_at_end(finding: Finding, file: Dockerfile) -> Fix:
    """Return the fix that deletes the file at hand at the end of its RUN."""
    parts: tuple[Command, ShellWord, Instruction] = finding.subject  # type: ignore[assignment]
    command, word, run = parts
    commands = file.commands(run)
    if command.context or command.scope is not None or command.wrappers:
        raise Refused("the command does not stand in the script itself")
    if not word.text.startswith("/") and any(
        one.name in ("cd", "pushd") for one in commands[commands.index(command) :]
    ):
        raise Refused("a later `cd` changes what the name means")
    name = word.text.rpartition("/")[2]
    stage = file.graph.stage_of(run)
    for node in file.tree.instructions[run.index + 1 :]:
        if name in node.line.text and (file.graph.stage_of(node) is stage or node.keyword == "COPY"):
            raise Refused(f"line {node.start_line} names the file")
    return Fix(f"Delete `{word.text}`", "unsafe", [append_command(file.tree.text, run, commands, f"rm -f {word.raw}")])
