"""A build argument that changes with every build moves to where it is needed, with the LABEL or ENV that takes it."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import insert_instruction, line_end
from dockerlint.lint.finding import Edit, Fix
from dockerlint.lint.suppression import is_suppression
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.instructions import Arg, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.finding import Finding
    from dockerlint.syntax.instructions import Instruction, Pair

# Every RUN has an ARG in its environment. Safe is the move across RUNs that call package managers of the system only.
SAFETY = "safe"
_LAYERS = ("RUN", "COPY", "ADD", "WORKDIR")
_DEAF = ("apk", "apt", "dnf", "yum", "zypper")
_DEAF_COMMANDS = (
    "rm",
    "mkdir",
    "chmod",
    "chown",
    "ln",
    "useradd",
    "groupadd",
    "adduser",
    "addgroup",
    "update-ca-certificates",
)


def fix(finding: Finding, file: Dockerfile) -> Fix:
    argument: Arg
    pair: Pair
    need: int | None
    argument, pair, need = finding.subject  # type: ignore[misc]
    stage = file.graph.stage_of(argument)
    if stage is None or argument.in_onbuild:
        raise Refused("the instruction is a trigger inside ONBUILD")
    if len(argument.pairs) > 1:
        raise Refused("it is declared together with others")
    takers = _takers(argument, file)
    last = max((node.index for node in stage.instructions if node.keyword in _LAYERS), default=argument.index)
    place = need if need is not None else min((node.index for node in takers if node.index > last), default=last + 1)
    moved = [argument, *(node for node in takers if node.index < place)]
    _check(moved, place, stage, file)
    crossed = [node for node in file.tree.instructions[argument.index : place] if node not in moved]
    source = file.tree.text
    blocks = _blocks(moved, file)
    texts = [source[start:end].replace("\r\n", "\n").rstrip("\n") for start, end in blocks]
    neighbour = file.tree.instructions[place : place + 1]
    spaced = _blank_behind(source, blocks[-1][1]) and any(_blank_before(source, start) for start, _ in blocks)
    spaced = spaced and not (neighbour and neighbour[0] in takers)
    gone = [_gone(source, start, end) for start, end in blocks]
    insertion = _insertion("\n".join(texts), stage, place - stage.first - 1, source, spaced=spaced)
    safe = all(_is_deaf(node, file) for node in crossed) and all(node.keyword != "ENV" for node in moved)
    title = f"Declare `{pair.name}` where it is needed"
    return Fix(title, "safe" if safe else "unsafe", [*gone, insertion])


def _takers(argument: Arg, file: Dockerfile) -> list[Instruction]:
    """Return the LABEL, ENV and ARG instructions that take the value, or a value that has taken it."""
    found: list[Instruction] = []
    graph = file.graph
    wanted: set[Instruction] = {argument}
    for definition in graph.definitions:
        if definition.instruction in wanted:
            for use in graph.uses_of(definition):
                if use.instruction.keyword in ("LABEL", "ENV", "ARG") and use.instruction not in wanted:
                    found.append(use.instruction)
                    wanted.add(use.instruction)
    return sorted(found, key=lambda node: node.index)


def _check(moved: list[Instruction], place: int, stage: Stage, file: Dockerfile) -> None:
    """Refuse where what moves means something else at its new place."""
    names = {pair.name for node in moved if node.keyword == "ENV" for pair in node.pairs}  # type: ignore[attr-defined]
    graph = file.graph
    for node in moved:
        if file.graph.stage_of(node) is not stage or node.in_onbuild or node.inner_comments:
            raise Refused("what takes its value stands elsewhere")
        for definition in graph.definitions:
            if definition.instruction is not node:
                continue
            for use in graph.uses_of(definition):
                if use.instruction.index < place and use.instruction not in moved:
                    raise Refused(f"line {use.instruction.start_line} uses a value that would move")
    for node in file.tree.instructions[moved[0].index : place]:
        if node in moved:
            continue
        if node.keyword in ("ENV", "ARG", "LABEL") and any(
            pair.name == other.name
            for pair in node.pairs  # type: ignore[attr-defined]
            for one in moved
            for other in one.pairs  # type: ignore[attr-defined]
            if (node.keyword == "LABEL") == (one.keyword == "LABEL")
        ):
            raise Refused(f"line {node.start_line} sets the same name")
    if "PATH" in names:
        raise Refused("PATH would be set later")


def _blocks(moved: list[Instruction], file: Dockerfile) -> list[tuple[int, int]]:
    """Return the lines that move, with the comments about them; neighbours are one block."""
    blocks: list[tuple[int, int]] = []
    for node in moved:
        comments = _comments_along(node, moved, file)
        start = comments[0].full_start if comments else node.full_start
        if start == 0 and file.tree.text[:1] == "\ufeff":
            start = 1
        if blocks and blocks[-1][1] == start:
            blocks[-1] = (blocks[-1][0], node.full_end)
        else:
            blocks.append((start, node.full_end))
    return blocks


def _blank_before(source: str, start: int) -> bool:
    return start > 0 and not source[source.rfind("\n", 0, start - 1) + 1 : start].strip()


def _blank_behind(source: str, end: int) -> bool:
    stop = source.find("\n", end)
    return not source[end : stop if stop >= 0 else len(source)].strip()


def _gone(source: str, start: int, end: int) -> Edit:
    if _blank_before(source, start) and _blank_behind(source, end):
        end = source.find("\n", end) + 1 or len(source)
    return Edit(start, end, "")


def _insertion(text: str, stage: Stage, end: int, source: str, *, spaced: bool) -> Edit:
    """Return the edit that inserts lines in front of an instruction of the stage, or behind its last one.

    What stood between empty lines does so at its new place.
    """
    before = stage.instructions[end - 1] if end else stage.instruction
    if end < len(stage.instructions) and stage.instructions[end].keyword != "RUN":
        # What needs it is something else, or nothing: it stands behind the last layer.
        before = stage.instructions[end - 1]
    elif end < len(stage.instructions):
        following = stage.instructions[end]
        place = following.comments[0].full_start if following.comments else following.full_start
        newline = line_end(source, following.start)
        lines = text.replace("\n", newline) + newline + (newline if spaced else "")
        return Edit(place, place, lines)
    edit = insert_instruction(source, text, after=before)
    newline = line_end(source, before.start)
    if not spaced:
        return edit
    if edit.text.startswith(newline):
        return Edit(edit.start, edit.end, newline + edit.text)
    trailing = "" if _blank_behind(source, edit.end) else newline
    return Edit(edit.start, edit.end, newline + edit.text + trailing)


def _comments_along(node: Instruction, moved: list[Instruction], file: Dockerfile) -> list:  # type: ignore[type-arg]
    """Return the comments above an instruction that are about it alone."""
    comments = node.comments
    if not comments:
        return []
    source = file.tree.text
    rest = source[node.full_end : source.find("\n", node.full_end) + 1 or len(source)]
    following = file.tree.instructions[node.index + 1 : node.index + 2]
    alone = not rest.strip() or rest.lstrip().startswith("#") or (bool(following) and following[0] in moved)
    if any(is_suppression(comment) for comment in comments) or alone or node.keyword != "ARG":
        return comments
    return []


def _is_deaf(node: Instruction, file: Dockerfile) -> bool:
    """Whether an instruction cannot notice a variable that it does not name."""
    if not isinstance(node, Run):
        return node.keyword != "ONBUILD"
    commands = file.commands(node)
    known = {call.command for call in package_calls(commands) if call.name in _DEAF}
    return bool(commands) and all(command in known or command.name in _DEAF_COMMANDS for command in commands)
