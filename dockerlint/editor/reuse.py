"""Parsing a text again after a change, keeping what is known of the instructions that are the same.

Reading the scripts of RUN takes longer than everything else in a check. What is said of an instruction without asking
the file around it (its words, the commands of its script) holds as long as its text is the same; only its place may be
another one. So the objects of the tree before are moved into the new one, and that tree must not be used any more.
"""

from __future__ import annotations

from dockerlint.lint.keeping import FACT
from dockerlint.syntax import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Kept
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import LogicalLine
    from dockerlint.syntax.tree import Tree

# What `facts` hold that depends on the instruction alone; all else is forgotten.
_LASTING = ("acts", "commands", "configuring", "uses", "surroundings for the cache rules", "plain line", FACT)
# What is another one after a change elsewhere, of a tree's item and of a here-document.
_PLACE = ("source", "full_start", "full_end", "start", "end", "start_line", "end_line")
_SURROUNDINGS = ("index", "comments", "inner_comments", "empty_lines")
_HEREDOC_PLACE = ("operator", "start", "end", "terminator")


def parse_again(text: str, before: Tree | None) -> Tree:
    """Return the tree of a text; instructions that stood in the one before, word for word, are taken from there."""
    tree = parse(text)
    if before is None or before.escape != tree.escape:
        return tree
    known: dict[tuple[str, int], list[Instruction]] = {}
    for old in reversed(before.instructions):
        known.setdefault(_key(old), []).append(old)
    moved: dict[Instruction, Instruction] = {}
    for number, new in enumerate(tree.instructions):
        candidates = known.get(_key(new))
        if candidates:
            old = candidates.pop()
            _move(old, new)
            moved[new] = tree.instructions[number] = old
    tree.items = [moved.get(item, item) for item in tree.items]  # type: ignore[call-overload]
    return tree


def _key(instruction: Instruction) -> tuple[str, int]:
    # A byte order mark is part of the first line alone.
    return instruction.full_text, instruction.start - instruction.full_start


def _move(old: Instruction, new: Instruction) -> None:
    """Put an instruction to the place of another one with the same text."""
    distance = new.start - old.start
    if distance:
        for line in _lines(old):
            line.file = [place + distance for place in line.file]
    pairs = [(old, new)]
    if old.inner is not None and new.inner is not None:
        pairs.append((old.inner, new.inner))
    for one, other in pairs:
        for name in (*_PLACE, *_SURROUNDINGS):
            setattr(one, name, getattr(other, name))
        one.facts = {name: one.facts[name] for name in _LASTING if name in one.facts}
    for heredoc, other_heredoc in zip(old.heredocs, new.heredocs, strict=True):
        for name in _HEREDOC_PLACE:
            setattr(heredoc, name, getattr(other_heredoc, name))


def _lines(instruction: Instruction) -> list[LogicalLine]:
    """Return the logical lines that words of an instruction stand in: its own, and those of scripts inside it."""
    found = {id(instruction.line): instruction.line}
    for node in (instruction, instruction.inner):
        commands: list[Command] = node.facts.get("commands", []) if node is not None else []  # type: ignore[assignment]
        for command in commands:
            for words in (command.words, [one.word for one in command.assignments]):
                for word in words:
                    found[id(word.line)] = word.line
            for redirect in command.redirects:
                found[id(redirect.target.line)] = redirect.target.line
        uses: list[Kept] = node.facts.get("uses", []) if node is not None else []  # type: ignore[assignment]
        for use in uses:
            found[id(use[2])] = use[2]
    return list(found.values())
