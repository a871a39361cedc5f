from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._arrays import text_behind_array

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Shell


class ShellNotInExecForm(Rule):
    """SHELL that is no JSON array.

    ## What it flags
    SHELL whose arguments are not a JSON array of strings, or an empty one, or have something behind the array.

    ## Why it is bad
    The build stops there.

    ## What to do
    Write `SHELL ["/bin/bash", "-c"]`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#shell
    """

    name = "shell-not-in-exec-form"
    aliases = (
        "dockerfile-utils:SHELL_JSON_FORM",
        "dockerfile-utils:SHELL_REQUIRES_ONE",
        "dockerfile-doctor:DD043",
        "buddy:EJ0003",
    )
    severity = "error"
    on = ("SHELL",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nSHELL /bin/bash -c\n", fixed='FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n'
            ),
            Example(
                "FROM debian:13-slim\nSHELL ['/bin/bash', '-c']\n",
                fixed='FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
            ),
            "FROM debian:13-slim\nSHELL []\n",
            Example(
                'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"] # with pipefail\n',
                refused="something stands behind the array",
            ),
        ),
        good=(
            'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
            ('# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\n'),
        ),
    )

    def instruction(self, node: Shell, file: Dockerfile) -> Findings:  # type: ignore[override]
        if node.last > node.first and (not node.is_json or not node.words or text_behind_array(node) is not None):
            yield self.at(node.arguments, "SHELL takes a JSON array of strings", subject=node)
