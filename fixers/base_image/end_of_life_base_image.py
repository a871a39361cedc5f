"""The nearest release that is still supported, in the same variant."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fixers.base_image._successor import successor
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.base_image.common import tag_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.knowledge.images import ImageReference, Release
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[ImageUse, ImageReference, list[Release]] = finding.subject  # type: ignore[assignment]
    use, reference, ended = subject
    if not ended:
        raise Refused("another image has taken its place")
    if "$" in use.written or file.tree.text[use.span[0] : use.span[1]] != use.written:
        raise Refused("a variable names the image")
    if reference.digest:
        raise Refused("the image is pinned by its digest")
    tag, is_near = successor(reference, ended, file.today)
    return Fix(f"Move to `{tag}`", SAFETY if is_near else "display", [Edit(*tag_span(use), tag)], changes=("base",))
