"""FROM without `--platform`. Elsewhere than on that platform another image is built, which is the point: unsafe."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_word
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import From

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: From = finding.subject  # type: ignore[assignment]
    flag = node.platform
    assert flag is not None  # noqa: S101  # the rule found it
    if "$" in (flag.value or ""):
        raise Refused("a variable tells the platform")
    return Fix("Leave the platform to the build", SAFETY, [delete_word(file.tree.text, flag.word, node.escape)])
