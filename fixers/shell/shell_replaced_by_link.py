"""SHELL in the place of a link."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.shell.common import base_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"
_ABOUT_SH = ("rm", "mv", "unlink", "ln")


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write SHELL in the place of the RUN."""
    if finding.subject is None:
        raise Refused("the words of the exec form are no script")
    command: Command
    run: Instruction
    command, run = finding.subject  # type: ignore[misc]
    stage = file.graph.stage_of(run)
    commands = file.commands(run)
    if run.in_onbuild or stage is None or run.heredocs or run.inner_comments or run.flags:
        raise Refused("the instruction is more than a plain RUN")
    for one in commands:
        if one.name not in _ABOUT_SH or not any(word.text.endswith("bin/sh") for word in one.arguments):
            raise Refused("other commands stand in the RUN")
    target = command.positionals()[0].text
    if target.rpartition("/")[2] != "bash":
        raise Refused("the other shell is not bash")
    known = base_image(stage)
    if known is None or not known.has("bash") or known.shell == "ash":
        raise Refused("it is not known whether the base image has bash")
    text = f'{cased("SHELL", run)} ["/bin/bash", "-c"]'
    return Fix("Use SHELL", SAFETY, [Edit(run.start, run.end, text)], changes=("shell",))
