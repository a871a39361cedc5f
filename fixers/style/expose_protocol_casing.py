"""The protocol of a port in lower case."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.text import Word

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    word: Word = finding.subject  # type: ignore[assignment]
    port, slash, protocol = word.value.rpartition("/")
    # Docker itself writes the protocol in lower case into the image.
    text = port + slash + protocol.lower()
    return Fix(f"Write `{text}`", SAFETY, [replace(word, text)], changes=("expose",))
