"""The image's name at the mirror; tag and digest stay."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import ImageUse
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    subject: tuple[ImageUse, str, str] = finding.subject  # type: ignore[assignment]
    use, _, place = subject
    start, end = use.span
    name = use.written.partition("@")[0]
    colon = name.find(":", name.rfind("/") + 1)
    head = name if colon < 0 else name[:colon]
    if "$" in head:
        raise Refused("a variable stands for the name of the image")
    if file.tree.text[start:end] != use.written:
        raise Refused("the name is written in quotes or with escapes")
    rest = use.written[len(head) :]
    return Fix(
        f"Take `{head}` from the mirror",
        SAFETY,
        [Edit(start, end, place + rest)],
        changes=("base",) if use.kind == "from" else (),
    )
