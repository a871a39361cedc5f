"""Edits that silence a finding: a comment above its instruction or at the top of the file, in one of three dialects.

Where such a comment stands there already, the rule is added to it.
"""

from __future__ import annotations

from dockerlint.fix.style import indentation_of, line_end
from dockerlint.lint.finding import Edit
from dockerlint.lint.suppression import find_suppressions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.finding import Finding
    from dockerlint.lint.suppression import Suppression
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree

    # Title and edit.
    Ignore = tuple[str, Edit]

_SHELLCHECK = "shellcheck:"


def ignores(tree: Tree, finding: Finding) -> Iterator[Ignore]:
    """Yield the ways to silence a finding, our own first."""
    names = {"dockerlint": finding.rule.removeprefix(_SHELLCHECK), **_foreign(finding)}
    known = find_suppressions(tree)
    node = _instruction_at(tree, finding)
    if node is not None and not (node.in_onbuild and node.index == 0):
        for dialect, name in names.items():
            edit = _above(tree, node, known, dialect, name)
            if edit is not None:
                tool = "" if dialect == "dockerlint" else f" ({_TOOLS[dialect]}'s comment)"
                yield f"Ignore {name} for this instruction{tool}", edit
    for dialect, name in names.items():
        edit = _at_top(tree, known, dialect, name)
        if edit is not None:
            tool = "" if dialect == "dockerlint" else f" ({_TOOLS[dialect]}'s comment)"
            yield f"Ignore {name} in this file{tool}", edit


_TOOLS = {"hadolint": "hadolint", "buildkit": "BuildKit"}
_LINES = {
    ("dockerlint", "instruction"): "# dockerlint: ignore={}",
    ("dockerlint", "file"): "# dockerlint: ignore-file={}",
    ("hadolint", "instruction"): "# hadolint ignore={}",
    ("hadolint", "file"): "# hadolint global ignore={}",
    ("buildkit", "instruction"): "# check=skip={}",
    ("buildkit", "file"): "# check=skip={}",
}


def _foreign(finding: Finding) -> dict[str, str]:
    """Return the ids of the finding's rule that hadolint and BuildKit know, by dialect."""
    found: dict[str, str] = {}
    for alias in finding.aliases:
        prefix, _, identity = alias.partition(":")
        dialect = "hadolint" if prefix == "shellcheck" else prefix
        if dialect in _TOOLS:
            found.setdefault(dialect, identity)
    return found


def _instruction_at(tree: Tree, finding: Finding) -> Instruction | None:
    """Return the instruction that a comment has to stand above to cover a finding."""
    for node in tree.instructions:
        if node.start <= finding.start < node.end + 1:
            return node
    return None


def _above(tree: Tree, node: Instruction, known: list[Suppression], dialect: str, name: str) -> Edit | None:
    for suppression in known:
        covers = (suppression.start, suppression.end) == (node.start, node.end + 1)
        if covers and suppression.dialect == dialect and suppression.comment.kind == "comment":
            return _extended(suppression, name)
    source = tree.text
    start = source.rfind("\n", 0, node.start) + 1
    if dialect == "buildkit" and all(item.kind == "directive" for item in tree.items if item.end <= node.start):
        return None  # at the top of a file it would be a directive, for all of it
    if start == 0 and source[:1] == "\ufeff":
        start = 1
    line = _LINES[dialect, "instruction"].format(name)
    return Edit(start, start, indentation_of(source, node).lstrip("\ufeff") + line + line_end(source, node.start))


def _at_top(tree: Tree, known: list[Suppression], dialect: str, name: str) -> Edit | None:
    whole = (0, len(tree.text) + 1)
    for suppression in known:
        is_directive = suppression.comment.kind == "directive"
        is_wanted = (suppression.start, suppression.end) == whole and suppression.dialect == dialect
        if is_wanted and (is_directive or dialect != "buildkit"):
            return _extended(suppression, name)
    if dialect == "buildkit" and any(one.name == "check" for one in tree.directives):
        return None  # it may stand there once, and this one says something else
    place = max((one.full_end for one in tree.directives), default=0)
    source = tree.text
    if place == 0 and source[:1] == "\ufeff":
        place = 1
    end = line_end(source)
    line = _LINES[dialect, "file"].format(name)
    if place and not source[:place].endswith(("\n", "\ufeff")):
        return Edit(place, place, end + line)
    return Edit(place, place, line + end)


def _extended(suppression: Suppression, name: str) -> Edit | None:
    """Return the edit that adds a rule to a comment; None where it names all rules."""
    if not suppression.selectors or "all" in suppression.selectors:
        return None
    comment = suppression.comment
    # The names stand behind the last `=` in front of the reason, the last of them as it is read there.
    last = suppression.selectors[-1]
    place = comment.text.lower().find(last, comment.text.find("=") + 1)
    if suppression.dialect == "buildkit":
        place = comment.text.lower().find(last, comment.text.lower().find("skip"))
    if place < 0:
        return None
    offset = comment.start + place + len(last)
    return Edit(offset, offset, f",{name}")
