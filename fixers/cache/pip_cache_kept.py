"""`--no-cache-dir` for pip."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache.common import refuse_readers
from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix
from dockerlint.shell.package_calls import package_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    run = run_of(file, finding)
    refuse_readers(file, run, call, ".cache")
    if any(other.name == "pip" and other.verb == "cache" for other in package_calls(file.commands(run))):
        raise Refused("`pip cache` fails in old versions where nothing is cached")
    return Fix("Add `--no-cache-dir`", SAFETY, [insert_option(run, call.words[0], "--no-cache-dir")])
