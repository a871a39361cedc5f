"""The container's port alone, where EXPOSE names a port or an address of the host too."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.text import Word

SAFETY = "safe"
_HIGHEST = 65535


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    word: Word = finding.subject  # type: ignore[assignment]
    port, slash, protocol = word.value.partition("/")
    host, colon, container = port.rpartition(":")
    if not colon or not container.isascii() or not container.isdigit() or int(container) > _HIGHEST:
        raise Refused("which port is meant is not known")
    if "-" in host:
        raise Refused("a range of the host's ports does not tell the container's")
    # Docker takes the container's port from it and drops the rest.
    text = container + slash + protocol
    return Fix(f"Write `{text}`", SAFETY, [replace(word, text)], changes=("expose",))
