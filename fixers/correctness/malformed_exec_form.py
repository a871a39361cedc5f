"""The array that was meant; unsafe, for so far a shell took the line as it stands."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import json_string, replace
from dockerlint.fixers.correctness._arrays import elements
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Instruction, Word] = finding.subject  # type: ignore[assignment]
    node, place = parts
    if node.spans_lines():
        raise Refused("the instruction goes over several lines")
    if node.is_json:
        raise Refused("something stands behind the array")
    words = elements(place.value.strip())
    if not all(words) or not words or (node.keyword in ("COPY", "ADD") and len(words) < len(("source", "destination"))):
        raise Refused("the words are not certain")
    changes = ("cmd", "entrypoint", "volumes", "healthcheck")
    return Fix(
        "Write a JSON array", SAFETY, [replace(place, f"[{', '.join(map(json_string, words))}]")], changes=changes
    )
