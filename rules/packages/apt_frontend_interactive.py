from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class AptFrontendInteractive(Rule):
    """apt-get install that may ask questions.

    ## What it flags
    `apt-get install` in a RUN without `DEBIAN_FRONTEND=noninteractive` in front of it, in an `export` of the RUN,
    or in ENV or ARG.

    ## Why it is bad
    Packages such as tzdata and keyboard-configuration ask when they are installed, and `-y` does not answer: the
    build waits, or falls back with warnings.

    ## What to do
    Put it in front of the call, or write `ARG DEBIAN_FRONTEND=noninteractive`, which does not stay in the container
    as ENV does.

    ## Sources
    - https://manpages.debian.org/stable/debconf-doc/debconf.7.en.html
    """

    name = "apt-frontend-interactive"
    aliases = ("dockerfile-doctor:DD035",)
    severity = "info"
    on = ("%apt install",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM debian:13-slim\nRUN apt-get update && apt-get install -y tzdata\n",
            "FROM debian:13-slim\nRUN apt-get install -y curl\n",
        ),
        good=(
            "FROM debian:13-slim\nRUN DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata\n",
            "FROM debian:13-slim\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y tzdata\n",
            ("FROM debian:13-slim\nRUN export DEBIAN_FRONTEND=noninteractive && apt-get install -y tzdata\n"),
            "FROM debian:13-slim\nRUN apt-get update && apt-get clean\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or command.name != "apt-get" or "DEBIAN_FRONTEND" in run.line.text:
            return
        named = "DEBIAN_FRONTEND" in file.tree.text
        if not named or "DEBIAN_FRONTEND" not in file.graph.environment(run):
            yield self.at(
                call.span, "packages may ask questions: set DEBIAN_FRONTEND=noninteractive", subject=(call, run)
            )
