from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness._entry import started_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class EntryScriptNotExecutable(Rule):
    """A script that the container starts, and that nobody may execute.

    ## What it flags
    A script of the build context that is copied to the path that ENTRYPOINT or CMD starts in exec form, whose file
    has no execute bit, where neither `COPY --chmod` nor a `chmod` of a RUN gives it one.

    ## Why it is bad
    The container does not start: "permission denied".

    ## What to do
    `COPY --chmod=755 run.sh /`, or `git update-index --chmod=+x run.sh`.

    ## Limits
    Contexts that do not tell modes (an archive without them, Windows) say nothing.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "entry-script-not-executable"
    severity = "error"
    on = ("CMD", "ENTRYPOINT")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\n"},
                fixed='FROM debian:13-slim\nCOPY --chmod=755 run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
            ),
            Example(
                'FROM debian:13-slim\nWORKDIR /srv\nCOPY run.sh .\nCMD ["./run.sh"]\n', files={"run.sh": "#!/bin/sh\n"}
            ),
        ),
        good=(
            Example(
                'FROM debian:13-slim\nCOPY --chmod=755 run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\n"},
            ),
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nRUN chmod +x /run.sh\nENTRYPOINT ["/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\n"},
            ),
            Example(
                'FROM debian:13-slim\nCOPY run.sh /run.sh\nENTRYPOINT ["sh", "/run.sh"]\n',
                files={"run.sh": "#!/bin/sh\n"},
            ),
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        script = started_script(node, file)
        if script is not None and node.is_json and script.executable is False and not script.changed:
            yield self.at(
                node.words[0], f"`{script.path}` has no execute bit: add `--chmod=755`", subject=(node, script.copy)
            )
