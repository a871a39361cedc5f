"""Instructions of a stage as pieces of text that can be put in another order: comments and empty lines included."""

from __future__ import annotations

from dockerlint.fix.style import line_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.tree import Tree


class Piece:
    """An instruction's lines, with the comments right above it, and what parts it from the piece before.

    `instructions` has what it holds: one, or the copies of manifests that are new. `lead` are empty lines, and comments
    that an empty line parts from the instruction.
    """

    __slots__ = ("body", "instructions", "lead", "lines")

    def __init__(self, lead: str, body: str, instructions: Sequence[Instruction | None], lines: Sequence[int]) -> None:
        self.lead = lead
        self.body = body
        self.instructions = list(instructions)  # None for one that is new
        self.lines = list(lines)  # of the original file, one for each


def pieces(tree: Tree, nodes: Sequence[Instruction], lines: Sequence[int]) -> list[Piece]:
    """Return the pieces of instructions that follow each other."""
    found = []
    source = tree.text
    end_of_line = line_end(source)
    position = _begin(nodes[0])
    # The lead of the first one begins behind the instruction in front of it.
    first = tree.instructions[nodes[0].index - 1].full_end if nodes[0].index else 0
    for node, line in zip(nodes, lines, strict=True):
        begin = _begin(node)
        lead = source[(first if node is nodes[0] else position) : begin]
        body = source[begin : node.full_end]
        if not body.endswith("\n"):
            body += end_of_line
        found.append(Piece(lead, body, [node], [line]))
        position = node.full_end
    return found


def _begin(node: Instruction) -> int:
    return node.comments[0].full_start if node.comments else node.full_start


def is_blank(lead: str) -> bool:
    """Whether there is an empty line, and nothing else."""
    return bool(lead) and not lead.strip()


def rearranged(tree: Tree, nodes: Sequence[Instruction], order: Sequence[Piece]) -> str:
    """Return the file's text with the pieces in the place of instructions that follow each other."""
    source = tree.text
    start = tree.instructions[nodes[0].index - 1].full_end if nodes[0].index else 0
    end = nodes[-1].full_end
    text = "".join(piece.lead + piece.body for piece in order)
    if end == len(source) and not source.endswith("\n"):
        text = text.removesuffix("\n").removesuffix("\r")
    return source[:start] + text + source[end:]
