"""`composer clear-cache` at the end of the RUN."""

from __future__ import annotations

from dockerlint.fixers.cache.common import cleaned_up, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    tool_stays(file, run, call)
    refuse_readers(file, run, call, "/composer")
    word = call.command.name_word
    script = f"{word.raw if word is not None else 'composer'} clear-cache"
    return cleaned_up(file, run, call, script, "Add `composer clear-cache` to the RUN", SAFETY)
