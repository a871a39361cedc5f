"""`docker-clean` goes before apt runs, so that the packages stay in the mounted cache."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.cache._mounts import keep_archives
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache.common import surroundings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Mount, Run

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[Run, Mount] = finding.subject  # type: ignore[assignment]
    run, mount = subject
    if mount.read_only:
        raise Refused("nothing can be written to the mount")
    return Fix("Delete `docker-clean` first", SAFETY, [keep_archives(surroundings_of(file, run))])
