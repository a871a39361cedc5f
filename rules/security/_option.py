"""Rules about one option of a command that switches a protection off."""

from __future__ import annotations

from dockerlint.lint.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class OptionRule(Rule):
    """Flags the `switches` of the commands in `on`; `effect` ends the message."""

    switches: tuple[str, ...]
    effect: str
    has_letter = False  # whether one of the switches is a letter, which may stand in a cluster

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        text = run.line.text
        named = self.has_letter or bool(run.heredocs) or any(switch in text for switch in self.switches)
        if not named:
            return
        word = command.option_word(*self.switches)
        if word is not None and self.concerns(command):
            yield self.at(word, f"`{command.name} {word.raw}` {self.effect}", subject=(command, word))

    def concerns(self, command: Command) -> bool:
        """Whether the option means what the rule is about in this call."""
        return True
