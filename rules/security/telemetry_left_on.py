from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


_SWITCHES = {
    "astro": "ASTRO_TELEMETRY_DISABLED",
    "az": "AZURE_CORE_COLLECT_TELEMETRY",
    "dotnet": "DOTNET_CLI_TELEMETRY_OPTOUT",
    "func": "FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT",
    "gatsby": "GATSBY_TELEMETRY_DISABLED",
    "next": "NEXT_TELEMETRY_DISABLED",
}


class TelemetryLeftOn(Rule):
    """A tool that reports its use to its publisher.

    ## What it flags
    Tools in RUN that are known to report what they are used for, where the variable that switches it off is set
    nowhere: `dotnet`, `next`, `gatsby`, `astro`, `az`, `func`.

    ## Why it is bad
    Each build tells the publisher about it, and waits for the answer where the network is closed.

    ## What to do
    Set the variable: `ENV DOTNET_CLI_TELEMETRY_OPTOUT=1`.

    ## Sources
    - https://consoledonottrack.com/
    """

    name = "telemetry-left-on"
    aliases = ("tally:prefer-telemetry-opt-out",)
    severity = "style"
    on = ("$dotnet", "$next", "$gatsby", "$npx", "$astro", "$az", "$func")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM mcr.microsoft.com/dotnet/sdk:10.0\nRUN dotnet publish\n",
            "FROM node:24\nRUN npx next build\n",
        ),
        good=(
            ("FROM mcr.microsoft.com/dotnet/sdk:10.0\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1\nRUN dotnet publish\n"),
            "FROM node:24\nRUN npx tsc\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        name = command.subcommand() if command.name == "npx" else command.name
        switch = _SWITCHES.get(name)
        if (
            switch is not None
            and command.name_word is not None
            and "DO_NOT_TRACK" not in file.tree.text
            and switch not in file.tree.text
        ):
            yield self.at(command.name_word, f"`{name}` reports its use: set {switch}", subject=(command, run))
