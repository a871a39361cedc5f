from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._entry import started_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class EntryScriptWithCrlf(Rule):
    """A script with Windows line ends that the container starts.

    ## What it flags
    A script of the build context that is copied to the path that ENTRYPOINT or CMD starts, and whose first line
    ends in CR LF.

    ## Why it is bad
    Linux looks for an interpreter whose name ends in a carriage return: "exec /entrypoint.sh: no such file or
    directory".

    ## What to do
    Save the file with LF, and keep git from changing it: `*.sh text eol=lf` in `.gitattributes`.

    ## Sources
    - https://git-scm.com/docs/gitattributes
    """

    name = "entry-script-with-crlf"
    severity = "error"
    on = ("CMD", "ENTRYPOINT")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\r\nexec a\r\n"},
            ),
            Example(
                'FROM debian:13-slim\nCOPY . /srv/\nCMD ["/srv/bin/run"]\n',
                files={"bin/run": "#!/bin/bash\r\nexec a\r\n"},
            ),
        ),
        good=(
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\nexec a\n"},
            ),
            'FROM debian:13-slim\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
            Example(
                "FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN sed -i 's/\\r//' /run.sh\nENTRYPOINT [\"/run.sh\"]\n",
                files={"run.sh": "#!/bin/sh\r\n"},
            ),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        script = started_script(node, file)
        if (
            script is not None
            and script.text.partition("\n")[0].endswith("\r")
            and script.text.startswith("#!")
            and not script.changed
        ):
            yield self.at(node.words[0], f"`{script.path}` has Windows line ends: Linux cannot start it", subject=node)
