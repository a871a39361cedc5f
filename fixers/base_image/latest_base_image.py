"""A release in the place of `latest`, where something tells which."""

from __future__ import annotations

from dockerlint.fixers.base_image._evidence import meant_tag
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.base_image.common import tag_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[ImageUse, list[str]] = finding.subject  # type: ignore[assignment]
    use, index = subject
    tag = meant_tag(use, file, index)
    return Fix(f"Name the release: `{tag}`", SAFETY, [Edit(*tag_span(use), tag)], changes=("base",))
