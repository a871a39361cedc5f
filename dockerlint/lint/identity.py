"""What makes a finding the same one after the lines around it have changed."""

from __future__ import annotations

from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.tree import Tree


def fingerprints(tree: Tree, findings: Sequence[Finding], salt: str = "") -> list[str]:
    """Return a fingerprint for each finding: its rule, the instruction it is in, and which of equal ones it is.

    Line numbers have no part in it, nor has white space. `salt` tells files apart.
    """
    seen: dict[tuple[str, str], int] = {}
    found = []
    for finding in findings:
        key = finding.rule, _instruction_at(tree, finding.start)
        number = seen[key] = seen.get(key, 0) + 1
        text = "\0".join((salt, *key, str(number)))
        found.append(sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found


def _instruction_at(tree: Tree, offset: int) -> str:
    instructions = tree.instructions
    low, high = 0, len(instructions)
    while low < high:
        middle = (low + high) // 2
        if instructions[middle].start <= offset:
            low = middle + 1
        else:
            high = middle
    return " ".join(instructions[low - 1].text.split()) if low else ""
