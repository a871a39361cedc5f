"""The key of a label in lower case."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import replace
from dockerlint.lint.finding import Fix
from dockerlint.rules.metadata.invalid_label_key import problem_of
from dockerlint.syntax.instructions import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Pair

SAFETY = "unsafe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write the key in lower case."""
    node: Label
    pair: Pair
    node, pair = finding.subject  # type: ignore[misc]
    key = pair.name.lower()
    if "$" in key or problem_of(key):
        raise Refused("more than upper-case letters is wrong")
    stage = file.graph.stage_of(node)
    others = [one for step in (stage.steps if stage else ()) if isinstance(step, Label) for one in step.pairs]
    if any(one is not pair and one.name.lower() == key for one in others):
        raise Refused(f"the stage has the key `{key}` too")
    return Fix(f"Write `{key}`", "unsafe", [replace(pair.key, pair.key.raw.lower())], changes=("labels", "triggers"))
