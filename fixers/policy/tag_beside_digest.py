"""The digest alone."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.stages import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    use: ImageUse = finding.subject  # type: ignore[assignment]
    name, at, digest = use.written.partition("@")
    head, colon, tag = name.rpartition(":")
    if not at or not colon or "/" in tag or "$" in use.written:
        raise Refused("a variable hides the tag")
    return Fix("Remove the tag", SAFETY, [Edit(*use.span, f"{head}@{digest}")], changes=("base",))
