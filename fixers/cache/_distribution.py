"""Caches of yum, dnf, microdnf and zypper cleaned at the end of the RUN."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import cleaned_up, later_calls, needs_root
from dockerlint.fixers.packages.common import run_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall

_OFFLINE = ("-C", "--cacheonly", "--no-refresh")


def clean_distribution(finding: Finding, file: Dockerfile, verb: str) -> Fix:
    """Return the fix that ends a RUN with the manager's own clean-up."""
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    needs_root(file, run, call)
    if call.command.option_value(*call.manager.get("root_options", ())) is not None:
        raise Refused("the packages go to another root, and so does the cache")
    for node, other in later_calls(file, run):
        if other.name == call.name and other.command.has(*_OFFLINE):
            raise Refused(f"line {node.start_line} installs from the cache")
    word = call.command.name_word
    program = word.raw if word is not None else call.command.name
    return cleaned_up(file, run, call, f"{program} {verb}", f"Add `{program} {verb}` to the RUN", "safe")
