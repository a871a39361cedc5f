"""`--no-cache` for uv."""

from __future__ import annotations

from dockerlint.fixers.packages.common import insert_option, run_of
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.shell.package_calls import PackageCall

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    call: PackageCall = finding.subject  # type: ignore[assignment]
    return Fix("Add `--no-cache`", SAFETY, [insert_option(run_of(file, finding), call.words[0], "--no-cache")])
