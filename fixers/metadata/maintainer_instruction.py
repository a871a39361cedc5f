"""A label in the place of MAINTAINER."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, delete_instruction
from dockerlint.lint.finding import Edit, Fix
from dockerlint.syntax.instructions import Label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction

SAFETY = "safe"
_KEY = "org.opencontainers.image.authors"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write the label, or delete what a later MAINTAINER replaces."""
    node: Instruction = finding.subject  # type: ignore[assignment]
    stage = file.graph.stage_of(node)
    if stage is None or node.in_onbuild:
        raise Refused("Docker takes no MAINTAINER there")
    if any(one.keyword == "MAINTAINER" and one.index > node.index for one in stage.instructions):
        return Fix("Delete what a later MAINTAINER replaces", "safe", [delete_instruction(file.tree.text, node)])
    if any(pair.name == _KEY for one in stage.instructions if isinstance(one, Label) for pair in one.pairs):
        raise Refused("the stage has that label already")
    if node.inner_comments:
        raise Refused("a comment stands inside the instruction")
    name = node.arguments.value.strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    if not name:
        raise Refused("it names nobody")
    text = f'{cased("LABEL", node)} {_KEY}="{_escaped(name, node.escape)}"'
    edit = Edit(node.start, node.end, text)
    return Fix(f"Write it as label `{_KEY}`", "safe", [edit], changes=("labels", "author"))


def _escaped(text: str, escape: str) -> str:
    """Return a text as it stands in double quotes in LABEL, where variables are replaced."""
    for character in (escape, '"', "$"):
        text = text.replace(character, escape + character)
    return text
