"""`npm cache clean --force` at the end of the RUN."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, later_calls, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    if call.command.has(*call.manager["caches"][0].get("options", ())):
        raise Refused("the call names a cache of its own")
    tool_stays(file, run, call)
    refuse_readers(file, run, call, "_cacache")
    for node, other in later_calls(file, run):
        if other.name == call.name and other.command.has("--offline"):
            raise Refused(f"line {node.start_line} installs from the cache")
    word = call.command.name_word
    script = f"{word.raw if word is not None else 'npm'} cache clean --force"
    safety = "safe"
    return cleaned_up(file, run, call, script, "Add `npm cache clean --force` to the RUN", safety)
