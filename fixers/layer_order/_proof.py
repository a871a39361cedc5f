"""The proof of a step: what must hold between a file before it and after it, found out anew from the two texts."""

from __future__ import annotations

from dockerlint.fix.contract import FIELDS, contract
from dockerlint.fix.style import comment_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


def prove(before: Dockerfile, after: Dockerfile) -> str:
    """Return why a step must not be made, "" where it holds."""
    return _parses(after) or _comments(before, after) or _contract(before, after) or _accounted(before, after)


def _parses(after: Dockerfile) -> str:
    return "the result would not parse" if after.tree.errors else ""


def _comments(before: Dockerfile, after: Dockerfile) -> str:
    same = sorted(comment_lines(before.tree)) == sorted(comment_lines(after.tree))
    return "" if same else "a comment would be lost"


def _contract(before: Dockerfile, after: Dockerfile) -> str:
    old, new = contract(before.graph), contract(after.graph)
    for field in FIELDS:
        if old.get(field) != new.get(field):
            return f"the image's configuration would differ ({field})"
    return ""


def _accounted(before: Dockerfile, after: Dockerfile) -> str:
    """Every instruction is there and means the same; what is new copies files that a later COPY copies too."""
    if len(before.graph.stages) != len(after.graph.stages):
        return "a stage would be lost"
    for old, new in zip(before.graph.stages, after.graph.stages, strict=True):
        left = list(new.instructions)
        for node in old.instructions:
            same = next((other for other in left if other.text == node.text and other.keyword == node.keyword), None)
            if same is None:
                return f"line {node.start_line} would be lost"
            left.remove(same)
            reason = _means_the_same(node, same, before, after)
            if reason:
                return reason
        for extra in left:
            if extra.keyword not in ("COPY", "ADD"):
                return f"line {extra.start_line} would be new"
            if not _is_repeated(extra, new.instructions, after):
                return f"line {extra.start_line} would copy what nothing copied"
    return ""


def _means_the_same(node: Instruction, same: Instruction, before: Dockerfile, after: Dockerfile) -> str:
    old, new = before.graph, after.graph
    one, other = old.flow(node), new.flow(same)
    for name in one.__slots__:
        if name != "stage_reads" and set(_all(getattr(one, name))) != set(_all(getattr(other, name))):
            return f"line {node.start_line} would touch other files"
    directories = old.working_directory(node), new.working_directory(same)
    if node.keyword in ("RUN", "WORKDIR") and directories[0] != directories[1] and not _is_deaf(node, one):
        return f"line {node.start_line} would work in another directory"
    for word in node.words if node.keyword not in ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK") else ():
        if "$" in word.value and old.expand(node, word.value) != new.expand(same, word.value):
            return f"a variable in line {node.start_line} would have another value"
    return ""


def _all(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _is_deaf(node: Instruction, flow: object) -> bool:
    """Whether the working directory is no matter: the independence test has found that."""
    return node.keyword == "RUN" and not getattr(flow, "unknown_reads", True)


def _is_repeated(extra: Instruction, nodes: list[Instruction], file: Dockerfile) -> bool:
    """Whether a later COPY writes the same files from the same sources."""
    from dockerlint.fix.fixer import Refused
    from dockerlint.fixers.layer_order._brought import Brought

    try:
        own = Brought(extra, file)  # type: ignore[arg-type]
        paths = own.paths()
        for node in nodes:
            if node.index > extra.index and node.keyword in ("COPY", "ADD"):
                whole = Brought(node, file)  # type: ignore[arg-type]
                if paths and all(whole.sources(path) == [source] for path, source in paths):
                    return True
    except Refused:
        return False
    return False
