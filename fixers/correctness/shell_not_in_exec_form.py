"""SHELL as a JSON array; without it the build stops."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import json_string, replace
from dockerlint.fixers.correctness._arrays import elements
from dockerlint.lint.finding import Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Shell

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    node: Shell = finding.subject  # type: ignore[assignment]
    if node.spans_lines():
        raise Refused("the instruction goes over several lines")
    if node.is_json and node.words:
        raise Refused("something stands behind the array")
    words = elements(node.arguments.value)
    if not words:
        raise Refused("the words are not certain")
    return Fix(
        "Write a JSON array",
        SAFETY,
        [replace(node.arguments, f"[{', '.join(map(json_string, words))}]")],
        changes=("shell",),
    )
