"""Parsing a text again after a change, keeping what is known of the instructions that are the same.

Reading the scripts of RUN takes longer than everything else in a check. What is said of an instruction without asking
the file around it (its words, the commands of its script) holds as long as its text is the same; only its place may be
another one. So the objects of the tree before are moved into the new one, and that tree must not be used any more.

A RUN that has changed gets the reading of the one before (`dockerlint.shell.rereading`): most commands are the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dockerlint.lint.keeping import FACT
from dockerlint.shell.bodies import READING
from dockerlint.shell.rereading import Reading
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Instruction
from dockerlint.syntax.items import Invalid
from dockerlint.syntax.parser import parse_part
from dockerlint.syntax.text import same_end, same_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Kept
    from dockerlint.shell import Command
    from dockerlint.syntax.items import Item
    from dockerlint.syntax.text import LogicalLine
    from dockerlint.syntax.tree import Tree

# What `facts` hold that depends on the instruction alone; all else is forgotten.
_LASTING = (
    *("acts", "commands", "compiles", "configuring", "lines", "plain line", "project calls", "uses"),
    *("surroundings for the cache rules", FACT, READING),
)


def parse_again(text: str, before: Tree | None) -> Tree:
    """Return the tree of a text, in which everything that is the same as in the one before is taken from there.

    Only the lines that have changed are parsed: up to the first item behind them that stood there before, too.
    """
    if before is None or before.looks_ahead or not before.instructions:
        return parse(text)
    items = before.items
    same = same_start(text, before.text)
    first = bisect_right(items, same, key=_full_end)  # the items in front of it end before the change
    # The last one may go on, and comments belong to what follows.
    first = min(first, len(items) - 1)
    while first and items[first - 1].kind in ("comment", "directive"):
        first -= 1
    start = items[first - 1].full_end if first else 0
    distance = len(text) - len(before.text)
    changed = len(before.text) - same_end(text, before.text, same)  # where the change ends
    last = max(bisect_left(items, changed, key=_full_start), first, 1)
    ends = {
        items[number].full_start + distance: number
        for number in range(last, len(items))
        if items[number - 1].kind not in ("comment", "directive")
    }
    tree, end = parse_part(text, start, before.escape, ends)
    if tree.looks_ahead or tree.escape != before.escape:
        return parse(text)
    last = ends.get(end, len(items))
    _take_over(tree, items[first:last])
    early, late = items[:first], items[last:]
    place = late[0].full_start if late else len(before.text) + 1
    early_errors = [error for error in before.errors if error.start < start]
    late_errors = [error for error in before.errors if error.start >= place]
    for item in early:
        _stay(item, text)
    rows = tree.line_count - before.line_count
    for item in late:
        _shift(item, text, distance, rows)
    for error in late_errors:
        error.start += distance
        error.end += distance
    tree.errors = [*early_errors, *tree.errors, *late_errors]
    tree.items = [*early, *tree.items, *late]
    tree.instructions = [item for item in tree.items if item.kind == "instruction"]  # type: ignore[misc]
    for number, instruction in enumerate(tree.instructions):
        instruction.index = number
        if instruction.inner is not None:
            instruction.inner.index = number
    return tree if tree.instructions else parse(text)


def _full_start(item: Item) -> int:
    return item.full_start


def _full_end(item: Item) -> int:
    return item.full_end


def _parts(item: Item) -> list[Item]:
    """Return an item and those that stand in it alone: what ONBUILD holds, comments inside."""
    if isinstance(item, Instruction):
        inner = item.inner
        return [item, *item.inner_comments] if inner is None else [item, inner, *item.inner_comments]
    if isinstance(item, Invalid):
        return [item, *[comment for comment in item.comments if comment.start >= item.full_start]]
    return [item]


def _forget(instruction: Instruction) -> None:
    facts = instruction.facts
    if facts:
        instruction.facts = {name: facts[name] for name in _LASTING if name in facts}


def _stay(item: Item, text: str) -> None:
    """Make an item one of a new text, in which it stands at the same place."""
    for part in _parts(item):
        part.source = text
        if isinstance(part, Instruction):
            _forget(part)


def _shift(item: Item, text: str, distance: int, rows: int) -> None:
    """Make an item one of a new text, in which it stands elsewhere."""
    if not distance and not rows:
        _stay(item, text)
        return
    for part in _parts(item):
        part.source = text
        part.full_start += distance
        part.full_end += distance
        part.start += distance
        part.end += distance
        part.start_line += rows
        part.end_line += rows
    if isinstance(item, Instruction):
        _shift_inside(item, distance, rows)


def _shift_inside(instruction: Instruction, distance: int, rows: int) -> None:
    for line in _lines(instruction):
        line.file = [place + distance for place in line.file]
    _forget(instruction)
    if instruction.inner is not None:
        _forget(instruction.inner)
    if rows and instruction.empty_lines:
        empty_lines = [number + rows for number in instruction.empty_lines]
        instruction.empty_lines = empty_lines
    for heredoc in instruction.heredocs:
        heredoc.start += distance
        heredoc.end += distance
        start, end = heredoc.operator
        heredoc.operator = start + distance, end + distance
        if heredoc.terminator is not None:
            start, end = heredoc.terminator
            heredoc.terminator = start + distance, end + distance


def _take_over(tree: Tree, before: list[Item]) -> None:
    """Replace instructions of a tree by those that stood among some items before, word for word.

    RUNs among the others leave their readings.
    """
    known: dict[tuple[str, int], list[Instruction]] = {}
    for old in reversed(before):
        if isinstance(old, Instruction):
            known.setdefault(_key(old), []).append(old)
    if not known:
        return
    moved: dict[Item, Item] = {}
    for new in tree.instructions:
        candidates = known.get(_key(new))
        if candidates:
            old = moved[new] = candidates.pop()
            _move(old, new)
    others = [one for rest in known.values() for one in rest if one.keyword == "RUN"]
    others.sort(key=_full_start)
    changed = [one for one in tree.instructions if one.keyword == "RUN" and one not in moved]
    for old, new in zip(others, changed, strict=False):
        new.facts[READING] = old.facts.pop(READING, None) or Reading()
    if moved:
        tree.items = [moved.get(item, item) for item in tree.items]


def _key(instruction: Instruction) -> tuple[str, int]:
    # A byte order mark is part of the first line alone.
    return instruction.full_text, instruction.start - instruction.full_start


def _move(old: Instruction, new: Instruction) -> None:
    """Put an instruction to the place of another one with the same text."""
    _shift(old, new.source, new.start - old.start, new.start_line - old.start_line)
    old.comments = new.comments
    if old.inner is not None:
        old.inner.comments = new.comments


def _lines(instruction: Instruction) -> list[LogicalLine]:
    """Return the logical lines that words of an instruction stand in: its own, and those of scripts inside it."""
    found = {id(instruction.line): instruction.line}
    for node in (instruction, instruction.inner):
        if node is not None:
            for line in _lines_of(node):
                found[id(line)] = line
    return list(found.values())


def _lines_of(node: Instruction) -> list[LogicalLine]:
    """Return the lines of what is known of an instruction; found again where more is known than the last time."""
    commands: list[Command] = node.facts.get("commands", [])  # type: ignore[assignment]
    uses: list[Kept] = node.facts.get("uses", [])  # type: ignore[assignment]
    if not commands and not uses:
        return []
    kept: tuple[object, object, list[LogicalLine]] | None = node.facts.get("lines")  # type: ignore[assignment]
    if kept is not None and kept[0] is commands and kept[1] is uses:
        return kept[2]
    found: dict[int, LogicalLine] = {}
    for command in commands:
        for words in (command.words, [one.word for one in command.assignments]):
            for word in words:
                found[id(word.line)] = word.line
        for redirect in command.redirects:
            found[id(redirect.target.line)] = redirect.target.line
    for use in uses:
        found[id(use[2])] = use[2]
    lines = list(found.values())
    node.facts["lines"] = (commands, uses, lines)
    return lines
