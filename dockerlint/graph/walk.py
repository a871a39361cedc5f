"""The order in which stages are visited: along the tree of their bases."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph.stages import Stage


def walk(stages: list[Stage]) -> Iterator[tuple[Stage, bool]]:
    """Yield each stage twice, on entering (True) and on leaving (False), the stages built on it in between.

    So one state can be carried from a base down to what is built on it, and its changes undone on the way
    back.
    """
    above: dict[int, list[Stage]] = {}
    roots = []
    for stage in stages:
        if stage.base is None:
            roots.append(stage)
        else:
            above.setdefault(stage.base.index, []).append(stage)
    if not above:
        for stage in stages:
            yield stage, True
            yield stage, False
        return
    pending = [(stage, True) for stage in reversed(roots)]
    while pending:
        stage, entering = pending.pop()
        yield stage, entering
        if entering:
            pending.append((stage, False))
            pending.extend((child, True) for child in reversed(above.get(stage.index, ())))
