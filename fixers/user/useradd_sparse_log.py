"""`--no-log-init` for useradd: the logs of logins get no place for the user."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    command: Command = finding.subject  # type: ignore[assignment]
    if command.name_word is None:
        raise Refused("the name of the program is not known")
    edit = insert_option(run_of(file, finding), command.name_word, "--no-log-init")
    return Fix("Add `--no-log-init`", SAFETY, [edit])
