from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class PowershellInEachRun(Rule):
    """PowerShell called anew by each RUN.

    ## What it flags
    Three or more RUNs of a stage that begin with `powershell` or `pwsh`, where no SHELL names it.

    ## Why it is bad
    Quotes go through cmd or sh first, and settings such as `$ErrorActionPreference` have to be given each time.

    ## What to do
    `SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]`.

    There is no fix: cmd or sh reads the quotes of each RUN first, and what PowerShell then gets cannot be told without
    both grammars.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#shell
    """

    name = "powershell-in-each-run"
    aliases = ("tally:powershell/prefer-shell-instruction",)
    severity = "style"
    on = ("@stage ~powershell", "@stage ~pwsh")
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build", "heredoc": "PowerShell gets no here-documents"}
    examples = Examples(
        bad=(
            (
                "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell a\n"
                "RUN powershell -Command b\nRUN powershell c\n"
            ),
            "FROM mcr.microsoft.com/powershell:7.5\nRUN pwsh -c a\nRUN pwsh -c b\nRUN pwsh -c d\n",
        ),
        good=(
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell a\n",
            (
                'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\n'
                "RUN a\nRUN b\nRUN c\n"
            ),
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if "owershell" not in file.tree.text and "pwsh" not in file.tree.text:
            return
        runs = [node for node in stage.instructions if node.keyword == "RUN" and not node.is_json and _calls_it(node)]
        if len(runs) > len(("one", "two")) and not any(node.keyword == "SHELL" for node in stage.instructions):
            yield self.at(runs[0].keyword_word, f"{len(runs)} RUNs call PowerShell: SHELL names it once", subject=stage)


def _calls_it(node: Instruction) -> bool:
    first = node.arguments.value[:40].split(" ")[0].lower().removesuffix(".exe")
    return first in ("powershell", "pwsh")
