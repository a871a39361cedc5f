"""A clean-up goes that only empties what is mounted."""

from __future__ import annotations

from dockerlint.fixers.cache._mounts import without_obstacle
from dockerlint.lint.finding import Fix
from dockerlint.rules.cache.common import surroundings_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.rules.cache._mounting import Obstacle
    from dockerlint.syntax.instructions import Run

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[Run, Obstacle] = finding.subject  # type: ignore[assignment]
    run, obstacle = subject
    return Fix("Drop the clean-up of what is mounted", SAFETY, without_obstacle(surroundings_of(file, run), obstacle))
