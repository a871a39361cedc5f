"""A tag for an image without one, where something tells which."""

from __future__ import annotations

from dockerlint.fixers.base_image._evidence import meant_tag
from dockerlint.lint.finding import Edit, Fix

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
    return Fix(f"Name the release: `{tag}`", SAFETY, [Edit(use.span[1], use.span[1], f":{tag}")], changes=("base",))
