"""AS in the case of FROM."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import From

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    node: From = finding.subject  # type: ignore[assignment]
    assert node.as_word is not None  # noqa: S101  # the rule found it
    text = "as" if node.keyword_word.value.islower() else "AS"
    return Fix(f"Write `{text}`", SAFETY, [replace(node.as_word, text)])
