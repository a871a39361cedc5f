from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell._powershell import powershell_scripts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

_SLOW = ("invoke-webrequest", "iwr ", "invoke-restmethod", "irm ", "expand-archive")


class PowershellProgressShown(Rule):
    """Downloads of Windows PowerShell with their progress.

    ## What it flags
    The first RUN of a stage in which Windows PowerShell calls `Invoke-WebRequest`, `Invoke-RestMethod` or
    `Expand-Archive`, where neither SHELL nor the RUN sets `$ProgressPreference`.

    ## Why it is bad
    Windows PowerShell reports progress with every few kilobytes, and that takes longer than the download itself:
    minutes for a file that is there in seconds without.

    ## What to do
    `SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]`.

    The fix adds the second to the SHELL that names PowerShell, where there is one. It is unsafe: CMD and ENTRYPOINT in
    shell form run behind it, too.

    ## Limits
    PowerShell is not parsed: words are looked for. PowerShell 7 (`pwsh`) is left alone: it is fast enough.

    ## Sources
    - https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables
    """

    name = "powershell-progress-shown"
    aliases = ("tally:powershell/progress-preference",)
    severity = "info"
    on = ("@stage ~powershell", "@stage ~pwsh")
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build", "heredoc": "PowerShell gets no here-documents"}
    examples = Examples(
        bad=(
            Example(
                'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\n'
                "RUN Invoke-WebRequest https://a.org/a.exe -OutFile a.exe\n",
                lines=(3,),
                fixed=(
                    "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                    'SHELL ["powershell", "-Command", "$ProgressPreference = \'SilentlyContinue\';"]\n'
                    "RUN Invoke-WebRequest https://a.org/a.exe -OutFile a.exe\n"
                ),
            ),
            "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command Expand-Archive a.zip C:/a\n",
        ),
        good=(
            (
                "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                'SHELL ["powershell", "-Command", "$ProgressPreference = \'SilentlyContinue\';"]\n'
                "RUN Invoke-WebRequest https://a.org/a.exe -OutFile a.exe\n"
            ),
            'FROM mcr.microsoft.com/powershell:7.5\nSHELL ["pwsh", "-c"]\nRUN Invoke-WebRequest https://a.org/a -O a\n',
            'FROM mcr.microsoft.com/windows/servercore:1\nSHELL ["powershell", "-c"]\nRUN Start-Process a.exe\n',
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for node, program, text in powershell_scripts(stage, file):
            shown = program == "powershell" and "progresspreference" not in text
            if shown and any(word in text for word in _SLOW):
                message = "progress of Windows PowerShell slows down downloads: set `$ProgressPreference` in SHELL"
                yield self.at(node.keyword_word, message, subject=node)
                return
