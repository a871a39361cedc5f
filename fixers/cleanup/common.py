"""What the fixers of this family share: commands taken out of a RUN."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.merge import merge
from dockerlint.fix.style import delete_command, delete_instruction
from dockerlint.lint.suppression import is_suppression
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Edit
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


# A longer row is not merged for the sake of one command.
_MOST_RUNS = 6


def merged_row(maker: Instruction, run: Instruction, file: Dockerfile) -> tuple[list[Edit], str] | None:
    """Return the edits that merge the RUNs from one to another; None where something else stands between them."""
    steps = file.tree.instructions[maker.index : run.index + 1]
    runs = [step for step in steps if isinstance(step, Run)]
    if len(runs) < len(steps):
        return None
    if len(runs) > _MOST_RUNS:
        raise Refused("many RUNs stand between them")
    return merge(runs, file)


def delete_commands(run: Instruction, gone: list[Command], file: Dockerfile) -> list[Edit]:
    """Return the edits that take commands out of a RUN, or the RUN out of the file where it has no others."""
    commands = file.commands(run)
    left = [command for command in commands if command not in gone]
    if not left:
        if any(is_suppression(comment) for comment in run.comments):
            raise Refused("a comment above it silences findings")
        return [delete_instruction(file.tree.text, run)]
    rows: list[list[Command]] = []
    for before, command in zip([None, *commands], commands, strict=False):
        if command in gone:
            if rows and rows[-1][-1] is before:
                rows[-1].append(command)
            else:
                rows.append([command])
    return [_joined(run, commands, row) for row in rows]


def _joined(run: Instruction, commands: list[Command], gone: list[Command]) -> Edit:
    """Return one edit for commands that follow each other."""
    if len(gone) == 1:
        return delete_command(run, commands, gone[0])
    first, last = commands.index(gone[0]), commands.index(gone[-1])
    edits = [delete_command(run, commands, command) for command in gone]
    if first == 0:
        return type(edits[0])(gone[0].start, commands[last + 1].start, "")
    return type(edits[0])(edits[0].start, edits[-1].end, "")
