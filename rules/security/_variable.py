"""Rules about a variable that switches a protection off, wherever it is set."""

from __future__ import annotations

from dockerlint.lint.rule import Rule
from dockerlint.syntax.instructions import unquote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Arg, Env, Instruction


def setters(*variables: str) -> tuple[str, ...]:
    """Return the events at which one of the variables (in lower case) may be set."""
    return (*[f"{keyword} ~{name}" for keyword in ("ENV", "ARG") for name in variables], "$", "$export")


class VariableRule(Rule):
    """Flags `variables` (in lower case) that are set to one of `off`, or to anything where that is empty.

    `effect` ends the message.
    """

    variables: tuple[str, ...]
    off: tuple[str, ...] = ()
    effect: str

    def instruction(self, node: Env | Arg, file: Dockerfile) -> Findings:  # type: ignore[override]
        text = node.line.text
        if not any(name in text or name.upper() in text for name in self.variables):
            return
        for pair in node.pairs:
            if pair.value is not None and self._is_off(pair.name, unquote(pair.value.value, node.escape)):
                yield self.at(pair, f"`{pair.name}` {self.effect}", subject=(node, pair))

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        for assignment in command.assignments:
            if self._is_off(assignment.name, assignment.value or ""):
                yield self.at(assignment.word, f"`{assignment.name}` {self.effect}", subject=(run, assignment))
        if command.name == "export":
            for word in command.arguments:
                name, _, value = word.text.partition("=")
                if self._is_off(name, value):
                    yield self.at(word, f"`{name}` {self.effect}", subject=(run, word))

    def _is_off(self, name: str, value: str) -> bool:
        return name.lower() in self.variables and (value.lower() in self.off if self.off else value != "")
