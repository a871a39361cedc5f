"""A preference of PowerShell written into the SHELL that names it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import json_string, replace
from dockerlint.lint.finding import Edit, Fix
from dockerlint.syntax.instructions import Shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction

_COMMAND = ("-command", "-c")


def set_preference(run: Instruction, setting: str, file: Dockerfile) -> Fix:
    """Add a statement to what SHELL has PowerShell run first. CMD in shell form runs behind it as well."""
    stage = file.graph.stage_of(run)
    before = stage.instructions if stage is not None else []
    shell = next((one for one in reversed(before) if isinstance(one, Shell) and one.index < run.index), None)
    if shell is None or not shell.is_json or run.is_json:
        raise Refused("no SHELL of the stage names PowerShell")
    options = [word.value.lower() for word in shell.words]
    if options[-1] in _COMMAND:
        last = shell.words[-1]
        edit = Edit(last.end, last.end, f", {json_string(setting)}")
    elif options[-2:-1] and options[-2] in _COMMAND:
        script = shell.words[-1].value.rstrip()
        edit = replace(shell.words[-1], json_string(f"{script}{'' if script.endswith(';') else ';'} {setting}"))
    else:
        raise Refused("SHELL does not end with `-Command` and a script")
    return Fix(f"Set `{setting.partition(' ')[0]}` in SHELL", "unsafe", [edit], changes=("shell",))
