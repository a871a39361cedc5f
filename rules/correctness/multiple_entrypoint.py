from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._repeated import Repeated


class MultipleEntrypoint(Repeated):
    """More than one ENTRYPOINT in a stage.

    ## What it flags
    ENTRYPOINT in front of another one in the same stage.

    ## Why it is bad
    Only the last one counts. The others look as if they did something, and who edits one of them wonders why nothing
    changes.

    ## What to do
    Delete all but the last.

    The fix does that. It is safe: what it deletes has no effect. Comments stay.

    ## Options
    - `report-later`: report each one but the first instead of each one but the last. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#entrypoint
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """

    name = "multiple-entrypoint"
    aliases = (
        "hadolint:DL4004",
        "buildkit:MultipleInstructionsDisallowed",
        "trivy:DS-0007",
        "kics:6938958b",
        "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
        "redcoolbeans:multiple_entries",
        "slim:ID.20010",
        "sonar:S6589",
        "dockerfile-doctor:DD037",
        "buddy:EI0001",
        "semgrep:multiple-entrypoint-instructions",
        "droast:DF039",
    )
    severity = "error"
    keyword = "ENTRYPOINT"
    on = ("@stage ENTRYPOINT again",)
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nENTRYPOINT one\nENTRYPOINT two\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nENTRYPOINT two\n",
            ),
            Example(
                "FROM debian:13-slim\n# the old one\nENTRYPOINT one\nEXPOSE 80\nENTRYPOINT one\n\nENTRYPOINT two\n",
                lines=(3, 5),
                fixed="FROM debian:13-slim\n# the old one\nEXPOSE 80\n\nENTRYPOINT two\n",
            ),
        ),
        good=(
            "FROM debian:13-slim AS build\nENTRYPOINT one\nFROM debian:13-slim\nENTRYPOINT two\n",
            "FROM debian:13-slim\nONBUILD ENTRYPOINT one\nENTRYPOINT two\n",
        ),
    )
