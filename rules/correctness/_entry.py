"""The script of the build context that a container starts."""

from __future__ import annotations

from dockerlint.graph.paths import covers, join
from dockerlint.syntax.instructions import Add, Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction


class Script:
    """A script: its path in the context and its text, whether it may be executed, whether a RUN may change it."""

    __slots__ = ("changed", "copy", "executable", "path", "text")

    def __init__(self, path: str, text: str, copy: Copy | Add, *, executable: bool, changed: bool) -> None:
        self.path = path
        self.text = text
        self.copy = copy
        self.executable = executable
        self.changed = changed


def started_script(node: Instruction, file: Dockerfile) -> Script | None:
    """Return the script that a CMD or ENTRYPOINT of the target starts; None where it is none of the context's."""
    stage = file.graph.stage_of(node)
    context = file.context
    if context is None or stage is None or stage not in file.graph.shipped or node.in_onbuild or not node.words:
        return None
    program = node.words[0].value if node.is_json else node.words[0].value.split(" ")[0]
    if "/" not in program or "$" in program:
        return None
    place = join(file.graph.working_directory(node), program)
    if place is None:
        return None
    copy = None
    source = ""
    changed = False
    for step in stage.instructions:
        if isinstance(step, (Copy, Add)):
            found = _source(step, place, file)
            if found is not None:
                copy, source, changed = step, found, False
        elif step.keyword == "RUN" and copy is not None:
            flow = file.graph.flow(step)
            changed = changed or flow.unknown_writes or any(covers(one, place) for one in flow.writes)
    entry = context.find(source) if copy is not None else None
    if copy is None or entry is None or entry.is_directory:
        return None
    content = context.read(source)
    if content is None:
        return None
    text = content.decode("utf-8", "replace")
    return Script(source, text, copy, executable=entry.is_executable or copy.chmod is not None, changed=changed)


def _source(step: Copy | Add, place: str, file: Dockerfile) -> str | None:
    """Return which file of the context a COPY brings to a path."""
    if step.from_ is not None or len(step.sources) != 1:
        return None
    source = step.sources[0].value.removeprefix("./").rstrip("/")
    writes = file.graph.flow(step).writes
    if place in writes and source not in ("", "."):
        return source
    for target in writes:
        if covers(target, place) and target != place:
            below = place[len(target.rstrip("/")) + 1 :]
            return below if source in ("", ".") else f"{source}/{below}"
    return None
