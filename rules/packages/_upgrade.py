"""Rules about a package manager that brings everything up to date."""

from __future__ import annotations

from dockerlint.lint.rule import Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class UpgradeRule(Rule):
    """Flags the `verbs` of the managers in `managers` where they name no package."""

    managers: tuple[str, ...]
    verbs: tuple[str, ...]
    severity = "info"

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or call.name not in self.managers or not call.does(self.verbs):
            return
        if not call.about(self.verbs):
            message = f"`{command.name} {call.verb}` makes of the same file another image each time"
            yield self.at(call.span, message, subject=(call, run))
