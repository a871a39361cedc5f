from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.shell._powershell import powershell_scripts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

_STOPS = ("erroractionpreference", "-erroraction stop", "-ea stop", "try {", "try{")


class PowershellErrorsIgnored(Rule):
    """PowerShell that goes on after an error.

    ## What it flags
    The first RUN of a stage in which PowerShell runs several statements, where neither SHELL nor the RUN sets
    `$ErrorActionPreference`.

    ## Why it is bad
    A cmdlet that fails prints its error, and PowerShell goes on with the next statement. The build goes on too, unless
    the last one fails: a file that was not downloaded is missed by whoever runs the image.

    ## What to do
    `SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]`.

    The fix adds it to the SHELL that names PowerShell. It is unsafe: CMD and ENTRYPOINT in shell form run behind it,
    too, and a build that went on after an error stops. Where each RUN calls PowerShell there is none: how cmd or sh
    reads its quotes would have to be known.

    ## Limits
    PowerShell is not parsed: a semicolon is taken for the end of a statement.

    ## Sources
    - https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables
    - https://docs.docker.com/reference/dockerfile/#shell
    """

    name = "powershell-errors-ignored"
    aliases = ("tally:powershell/error-action-preference",)
    on = ("@stage ~powershell", "@stage ~pwsh")
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build", "heredoc": "PowerShell gets no here-documents"}
    examples = Examples(
        bad=(
            Example(
                'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\n'
                "RUN Invoke-WebRequest https://a.org/a.zip -OutFile a.zip; Expand-Archive a.zip; Remove-Item a.zip\n",
                lines=(3,),
                fixed=(
                    "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                    'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\nRUN Invoke-WebRequest '
                    "https://a.org/a.zip -OutFile a.zip; Expand-Archive a.zip; Remove-Item a.zip\n"
                ),
            ),
            Example(
                "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                'SHELL ["powershell", "-NoProfile", "-Command", "$a = 1"]\nRUN one; two\n',
                fixed=(
                    "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                    'SHELL ["powershell", "-NoProfile", "-Command", "$a = 1; $ErrorActionPreference = \'Stop\';"]\n'
                    "RUN one; two\n"
                ),
            ),
            Example(
                'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command "one; two"\n',
                refused="no SHELL",
            ),
            'FROM mcr.microsoft.com/powershell:7.5\nRUN ["pwsh", "-c", "one; two"]\n',
        ),
        good=(
            (
                "FROM mcr.microsoft.com/windows/servercore:ltsc2022\n"
                'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\nRUN one; two\n'
            ),
            'FROM mcr.microsoft.com/powershell:7.5\nSHELL ["pwsh", "-Command"]\nRUN one -Option two\n',
            "FROM debian:13-slim\nRUN one; echo powershell\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for node, _, text in powershell_scripts(stage, file):
            statements = [part for part in text.replace("&&", ";").split(";") if part.strip(" \t\n\"'")]
            if len(statements) > 1 and not any(word in text for word in _STOPS):
                message = "PowerShell goes on after an error: `$ErrorActionPreference = 'Stop'` in SHELL makes it stop"
                yield self.at(node.keyword_word, message, subject=node)
                return
