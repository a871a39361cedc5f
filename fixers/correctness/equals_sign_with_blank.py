"""`NAME=value` without blanks; unsafe, for the value so far began with `=`."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Env, Pair

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:  # noqa: ARG001  # the shape of a fixer
    parts: tuple[Env, Pair] = finding.subject  # type: ignore[assignment]
    node, pair = parts
    if node.keyword == "ARG" or pair.value is None or not pair.key.value or node.spans_lines():
        raise Refused("it is not certain what is meant")
    value = pair.value.raw[1:].strip()
    if not value or (" " in value and value[0] not in "\"'"):
        raise Refused("the value holds blanks")
    return Fix("Write `NAME=value`", SAFETY, [Edit(*pair.span, f"{pair.key.raw}={value}")], changes=("env", "labels"))
