from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.correctness._signals import signal_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Stopsignal


class UngracefulStopSignal(Rule):
    """STOPSIGNAL that gives the program no time to stop.

    ## What it flags
    `SIGKILL` and `SIGSTOP`.

    ## Why it is bad
    A program cannot catch these: with SIGKILL it loses what it has not written, with SIGSTOP it is only paused, and
    Docker waits in vain.

    ## What to do
    Leave the instruction out (SIGTERM is the default), or name the signal that the program stops at.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#stopsignal
    """

    name = "ungraceful-stop-signal"
    aliases = ("tally:no-ungraceful-stopsignal",)
    on = ("STOPSIGNAL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGKILL\n",
            "FROM debian:13-slim\nSTOPSIGNAL 9\n",
        ),
        good=(
            "FROM debian:13-slim\nSTOPSIGNAL SIGTERM\n",
            "FROM debian:13-slim\nSTOPSIGNAL SIGQUIT\n",
        ),
    )

    def instruction(self, node: Stopsignal, file: Dockerfile) -> Findings:  # type: ignore[override]
        signal = signal_of(node.arguments.value.strip("\"'"))
        if signal in ("SIGKILL", "SIGSTOP"):
            yield self.at(node.arguments, f"no program can catch {signal}", subject=node)
