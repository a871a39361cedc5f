"""USER by number."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.lint.finding import Edit, Fix
from dockerlint.rules.cache._history import history_of
from dockerlint.rules.user.common import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import User

SAFETY = "safe"


def fix(finding: Finding, file: Dockerfile) -> Fix:
    """Write the number."""
    node: User = finding.subject  # type: ignore[assignment]
    word = node.arguments
    name = node.user
    if not word.raw.startswith(name) or "$" in name or name.strip("\"'") != name:
        raise Refused("the name is not known")
    edit_end = word.start + len(name)
    if name in ROOT:
        return Fix("Write `0`", "safe", [Edit(word.start, edit_end, "0")], changes=("user",))
    stage = file.graph.stage_of(node)
    account = history_of(file).account(stage, node, name) if stage is not None else None
    number = account.option_value("-u", "--uid") if account is not None and "add" in account.name else None
    value = number.value if number is not None else None
    if not value or not value.isdigit():
        raise Refused("no command of the file gives the account a number")
    return Fix(f"Write `{value}`", "unsafe", [Edit(word.start, edit_end, value)], changes=("user",))
