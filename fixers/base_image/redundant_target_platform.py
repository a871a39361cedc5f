"""FROM without the platform that is the default."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word
from dockerlint.lint.finding import Fix
from dockerlint.rules.base_image.redundant_target_platform import is_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Flag, From

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Delete the flag."""
    node: From
    flag: Flag
    node, flag = finding.subject  # type: ignore[misc]
    if "-" in (flag.value or ""):
        raise Refused("older builders take the default")
    if not is_default(flag.value or "", file):
        raise Refused("an ARG gives TARGETPLATFORM another value")
    return Fix("Delete `--platform`", "safe", [delete_word(file.tree.text, flag.word, node.escape)])
