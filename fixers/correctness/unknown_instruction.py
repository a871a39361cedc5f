"""The nearest keyword for one that is misspelled."""

from __future__ import annotations

from dockerlint.fix.contract import FIELDS
from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, replace
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Replace the keyword."""
    del file
    subject: tuple[Instruction, str] = finding.subject  # type: ignore[assignment]  # what the rule gives
    node, nearest = subject
    if not nearest:
        raise Refused("no instruction is called that, or nearly that")
    return Fix(f"Write `{nearest}`", SAFETY, [replace(node.keyword_word, cased(nearest, node))], changes=FIELDS)
