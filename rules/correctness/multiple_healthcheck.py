from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.correctness._repeated import Repeated


class MultipleHealthcheck(Repeated):
    """More than one HEALTHCHECK in a stage.

    ## What it flags
    HEALTHCHECK in front of another one in the same stage.

    ## Why it is bad
    Only the last one counts. The others look as if they did something, and who edits one of them wonders why nothing
    changes.

    ## What to do
    Delete all but the last.

    The fix does that. It is safe: what it deletes has no effect. Comments stay.

    ## Options
    - `report-later`: report each one but the first instead of each one but the last. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    - https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/
    """

    name = "multiple-healthcheck"
    aliases = (
        "hadolint:DL3012",
        "buildkit:MultipleInstructionsDisallowed",
        "trivy:DS-0023",
        "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
        "dockerfile-doctor:DD049",
        "buddy:EI0001",
        "droast:DF041",
    )
    severity = "error"
    keyword = "HEALTHCHECK"
    on = ("@stage HEALTHCHECK",)
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nHEALTHCHECK NONE\nHEALTHCHECK CMD two\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nHEALTHCHECK CMD two\n",
            ),
            Example(
                "FROM debian:13-slim\n# old\nHEALTHCHECK NONE\nEXPOSE 80\nHEALTHCHECK NONE\n\nHEALTHCHECK CMD two\n",
                lines=(3, 5),
                fixed="FROM debian:13-slim\n# old\nEXPOSE 80\n\nHEALTHCHECK CMD two\n",
            ),
        ),
        good=(
            "FROM debian:13-slim AS build\nHEALTHCHECK NONE\nFROM debian:13-slim\nHEALTHCHECK CMD two\n",
            "FROM debian:13-slim\nONBUILD HEALTHCHECK NONE\nHEALTHCHECK CMD two\n",
        ),
    )
