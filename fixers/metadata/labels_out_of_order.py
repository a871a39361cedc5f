"""The keys in the order of the alphabet."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Label

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    node: Label = finding.subject  # type: ignore[assignment]
    pairs = node.pairs
    names = [pair.name for pair in pairs]
    if node.inner_comments or len(set(names)) < len(names):
        raise Refused("comments stand between the keys, or one is there twice")
    text = file.tree.text
    ordered = sorted(pairs, key=lambda pair: pair.name)
    spans = zip(pairs, ordered, strict=True)
    edits = [Edit(*pair.span, text[slice(*other.span)]) for pair, other in spans if pair is not other]
    return Fix("Sort the keys", SAFETY, edits)
