from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.correctness._signals import signal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Stopsignal


class InvalidStopSignal(Rule):
    """STOPSIGNAL with a signal that there is not.

    ## What it flags
    Names and numbers that are no signal of Linux.

    ## Why it is bad
    The build stops there, or the container cannot be stopped.

    ## What to do
    Write a signal's name: `SIGTERM`, `SIGQUIT`.

    ## Sources
    - https://man7.org/linux/man-pages/man7/signal.7.html
    """

    name = "invalid-stop-signal"
    aliases = ("dockerfile-utils:INVALID_SIGNAL", "dockerfile-doctor:DD079")
    severity = "error"
    on = ("STOPSIGNAL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGTREM\n",
            "FROM debian:13-slim\nSTOPSIGNAL 99\n",
        ),
        good=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGRTMIN+3\n",
            "FROM debian:13-slim\nSTOPSIGNAL 15\n",
            "FROM debian:13-slim\nSTOPSIGNAL $SIGNAL\n",
            "FROM debian:13-slim\nSTOPSIGNAL quit\n",
        ),
    )

    def instruction(self, node: Stopsignal, file: Dockerfile) -> Findings:  # type: ignore[override]
        value = node.arguments.value.strip("\"'")
        if value and "$" not in value and signal_of(value) is None:
            yield self.at(node.arguments, f"`{value}` is no signal", subject=node)
