"""A keyword in the case of most keywords of the file, and a FROM's AS with it."""

from __future__ import annotations

from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix
from dockerlint.rules.style._casing import cased, mostly_lower
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Instruction = finding.subject  # type: ignore[assignment]
    lower = mostly_lower(file)
    words = [node.keyword_word]
    if isinstance(node, From) and node.as_word is not None:
        words.append(node.as_word)
    edits = [replace(word, cased(word.value, lower=lower)) for word in words]
    return Fix(f"Write `{edits[0].text}`", SAFETY, edits)
