"""ARG in the place of ENV: RUN sees it, the container does not."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased
from dockerlint.lint.finding import Edit, Fix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Env, Pair

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    parts: tuple[Env, Pair] = finding.subject  # type: ignore[assignment]
    node, pair = parts
    if len(node.pairs) > 1:
        raise Refused("other variables stand in the same ENV")
    if len(file.graph.shipped) > 1 or node.in_onbuild:
        raise Refused("stages that are built on this one may need the variable")
    value = pair.value.value if pair.value is not None else ""
    edits = [
        Edit(node.keyword_word.start, node.keyword_word.end, cased("ARG", node)),
        Edit(pair.span[0], pair.span[1], f"{pair.name}={value}"),
    ]
    return Fix("Write ARG, which does not stay in the container", SAFETY, edits, changes=("env",))
