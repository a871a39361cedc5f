from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._signals import signal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Stopsignal


class StopSignalSpelling(Rule):
    """A signal by number, or without SIG.

    ## What it flags
    `STOPSIGNAL 15`, `TERM`, `sigterm`.

    ## Why it is bad
    Who reads it has to look the number up. Numbers differ between systems.

    ## What to do
    Write the full name.

    ## Sources
    - https://man7.org/linux/man-pages/man7/signal.7.html
    """

    name = "stop-signal-spelling"
    aliases = ("tally:prefer-canonical-stopsignal",)
    severity = "style"
    on = ("STOPSIGNAL",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nSTOPSIGNAL 15\n", fixed="FROM debian:13-slim\nSTOPSIGNAL SIGTERM\n"),
            Example("FROM debian:13-slim\nSTOPSIGNAL quit\n", fixed="FROM debian:13-slim\nSTOPSIGNAL SIGQUIT\n"),
        ),
        good=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGTERM\n",
            "FROM debian:13-slim\nSTOPSIGNAL SIGRTMIN+3\n",
            "FROM debian:13-slim\nSTOPSIGNAL $SIGNAL\n",
        ),
    )

    def instruction(self, node: Stopsignal, file: Dockerfile) -> Findings:  # type: ignore[override]
        value = node.arguments.value
        signal = signal_of(value)
        if signal is not None and value != signal:
            yield self.at(node.arguments, f"`{value}` is {signal}: write the full name", subject=(node, signal))
