"""What the image of a Dockerfile's target is configured with."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


def shipped(file: Dockerfile, keyword: str) -> Iterator[Instruction]:
    """Yield the instructions of a keyword that count for the target's image, the last one first."""
    for stage in file.graph.shipped:
        for node in reversed(stage.instructions):
            if node.keyword == keyword:
                yield node


def last(file: Dockerfile, keyword: str) -> Instruction | None:
    """Return the instruction of a keyword that counts."""
    return next(shipped(file, keyword), None)
