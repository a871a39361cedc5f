from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._repeated import Repeated


class MultipleCmd(Repeated):
    """More than one CMD in a stage.

    ## What it flags
    CMD in front of another one in the same stage.

    ## Why it is bad
    Only the last one counts. The others look as if they did something, and who edits one of them wonders why nothing
    changes.

    ## What to do
    Delete all but the last.

    The fix does that. It is safe: what it deletes has no effect. Comments stay.

    ## Options
    - `report-later`: report each one but the first instead of each one but the last. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#cmd
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """

    name = "multiple-cmd"
    aliases = (
        "hadolint:DL4003",
        "buildkit:MultipleInstructionsDisallowed",
        "trivy:DS-0016",
        "kics:41c195f4",
        "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
        "redcoolbeans:multiple_entries",
        "slim:ID.20011",
        "sonar:S6589",
        "dockerfile-doctor:DD036",
        "buddy:EI0001",
        "droast:DF038",
    )
    severity = "warning"
    keyword = "CMD"
    on = ("@stage CMD again",)
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCMD one\nCMD two\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nCMD two\n",
            ),
            Example(
                "FROM debian:13-slim\n# the old one\nCMD one\nEXPOSE 80\nCMD one\n\nCMD two\n",
                lines=(3, 5),
                fixed="FROM debian:13-slim\n# the old one\nEXPOSE 80\n\nCMD two\n",
            ),
        ),
        good=(
            "FROM debian:13-slim AS build\nCMD one\nFROM debian:13-slim\nCMD two\n",
            "FROM debian:13-slim\nONBUILD CMD one\nCMD two\n",
        ),
    )
