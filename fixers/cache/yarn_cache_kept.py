"""`yarn cache clean` at the end of the RUN."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, later_calls, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of
from dockerlint.rules.cache.yarn_cache_kept import is_berry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    if is_berry(file):
        raise Refused("the project uses Yarn 2 or later, whose cache may be what the program runs from")
    if call.command.has(*call.manager["caches"][0].get("options", ())):
        raise Refused("the call names a cache of its own")
    tool_stays(file, run, call)
    refuse_readers(file, run, call, "/yarn")
    for node, other in later_calls(file, run):
        if other.name == call.name and other.command.has("--offline"):
            raise Refused(f"line {node.start_line} installs from the cache")
    word = call.command.name_word
    script = f"{word.raw if word is not None else 'yarn'} cache clean"
    safety = "safe" if _is_classic(call, file) else "unsafe"
    return cleaned_up(file, run, call, script, "Add `yarn cache clean` to the RUN", safety)


def _is_classic(call: PackageCall, file: Dockerfile) -> bool:
    """Whether it is known to be Yarn 1: later versions know no `global` and write another lock file."""
    if call.verb == "global" or call.command.has("--pure-lockfile", "--prod", "--production", "--no-lockfile"):
        return True
    lock = file.context.read("yarn.lock") if file.context is not None else None
    return lock is not None and b"# yarn lockfile v1" in lock[:200]
