"""The downloaded gems are deleted at the end of the RUN; where they are, RubyGems is asked if nothing else tells."""

from __future__ import annotations

from dockerlint.fixers.cache._directory import deleted
from dockerlint.fixers.cache.common import cleaned_up, refuse_readers, tool_stays
from dockerlint.fixers.packages.common import run_of
from dockerlint.rules.cache.common import surroundings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding, Fix
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    asked = call.command.has("-i", "--install-dir", "--user-install")
    if asked or surroundings_of(file, run).cache_directory(call, call.manager["caches"][0]) is not None:
        return deleted(finding, file, SAFETY)
    tool_stays(file, run, call)
    refuse_readers(file, run, call, "gems")
    word = call.command.name_word
    script = f'rm -rf "$({word.raw if word is not None else "gem"} env gemdir)/cache"'
    return cleaned_up(file, run, call, script, "Delete the cache in the same RUN", SAFETY)
