"""What ends a build stage although nothing of it is needed: sources that only the last stage runs.

Once the installation stands in front of the sources, nothing that the last stage copies comes from the copy of them:

    COPY requirements.txt .              COPY requirements.txt .
    RUN pip install -r requirements.txt  RUN pip install -r requirements.txt
    COPY . .

    FROM python:3.11-slim                FROM python:3.11-slim
    COPY . .                             COPY . .
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import comment_lines
from dockerlint.fixers.layer_order._brought import Brought
from dockerlint.graph.paths import covers, overlap
from dockerlint.syntax import parse
from dockerlint.syntax.instructions import Add, Copy, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


def without_trailing(file: Dockerfile) -> tuple[str, list[Instruction]]:
    """Return the text without copies that end a build stage in vain, and what they were."""
    graph = file.graph
    shipped = {stage for target in graph.shipped for stage in target.bases}
    dropped: list[Instruction] = []
    for stage in graph.stages:
        if (
            stage in shipped
            or stage not in graph.reachable()
            or any(stage in other.bases[1:] for other in graph.stages)
        ):
            continue
        for node in reversed(stage.instructions):
            if not isinstance(node, (Add, Copy)) or not _is_repeated(node, graph.stages[-1]):
                break
            if _is_asked_for(node, stage, file):
                break
            dropped.append(node)
    text = file.tree.text
    for node in sorted(dropped, key=lambda node: -node.full_start):
        start = node.comments[0].full_start if node.comments else node.full_start
        comments = text[start : node.full_start]
        blank = text[:start].endswith(("\n\n", "\n\r\n")) and text[node.full_end :].startswith(("\n", "\r\n"))
        text = (
            text[:start].rstrip("\r\n") + text[start - 1 : start] + text[node.full_end :]
            if blank
            else (text[:start] + text[node.full_end :])
        )
        if comments.strip():
            text = _with_comments(text, node, comments)
    return text, dropped


def _is_repeated(node: Instruction, last: Stage) -> bool:
    """Whether the last stage has the same instruction."""
    return any(other.text.strip() == node.text.strip() for other in last.instructions)


def _is_asked_for(node: Instruction, stage: Stage, file: Dockerfile) -> bool:
    """Whether something may take from the stage what an instruction writes."""
    graph = file.graph
    flow = graph.flow(node)
    if flow.unknown_writes or not flow.writes:
        return True
    for other in graph.stages:
        for one in other.instructions:
            if isinstance(one, Run) and any(mount.from_ is not None for mount in one.mounts):
                return True
            for source, path in graph.flow(one).stage_reads:
                if source is stage and any(overlap(path, write) for write in flow.writes) and _brings(node, path, file):
                    return True
    return False


def _brings(node: Instruction, path: str, file: Dockerfile) -> bool:
    """Whether a copy may bring anything of a path: `.dockerignore` may keep it away for good."""
    try:
        brought = Brought(node, file)  # type: ignore[arg-type]
    except Refused:
        return True
    context = file.context
    for place, source in brought.paths():
        if not covers(place, path) or context is None:
            if overlap(place, path):
                return True
        elif not context.ignore.excludes(f"{source}/{path[len(place.rstrip('/')) :].strip('/')}".strip("/")):
            return True
    return False


def _with_comments(text: str, node: Instruction, comments: str) -> str:
    """Return the text with comments above the last instruction that is the same."""
    tree = parse(text)
    same = [other for other in tree.instructions if other.text.strip() == node.text.strip()]
    place = same[-1].full_start
    return text[:place] + comments + text[place:]


def proved(before: Dockerfile, after: Dockerfile) -> bool:
    """Whether the image's configuration and every comment are the same."""
    from dockerlint.fix.contract import contract

    same = sorted(comment_lines(before.tree)) == sorted(comment_lines(after.tree))
    return same and not after.tree.errors and contract(before.graph) == contract(after.graph)
