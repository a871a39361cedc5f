"""`--progress=dot:giga` for wget: a line for 32 megabytes."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix
from dockerlint.rules.shell.wget_progress_shown import is_busybox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell import Command

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    command: Command = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    name = command.name_word
    if name is None or command.name != "wget" or is_busybox(file, run):
        raise Refused("it may be the wget of BusyBox, which knows no `--progress`")
    if any(redirect.descriptor == "2" or redirect.operator.startswith("&") for redirect in command.redirects):
        raise Refused("what wget reports is sent elsewhere")
    return Fix("Add `--progress=dot:giga`", SAFETY, [insert_option(run, name, "--progress=dot:giga")])
