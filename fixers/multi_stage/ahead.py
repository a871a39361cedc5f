"""Where dependencies can be built or installed ahead of the sources, by lines of their own in the build stage."""

from __future__ import annotations

from dockerlint.fix.style import cased
from dockerlint.graph.paths import covers
from dockerlint.syntax.instructions import Add, Copy, Run, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.syntax.instructions import Instruction

COMMENT = "# The dependencies alone: a change of the sources does not build them again"


class Unclear(Exception):  # noqa: N818  # a reason to leave it
    """Something is not known well enough."""


def first_copy(project: Project, node: Run, root: str, is_source: Callable[[str], bool]) -> Instruction | None:
    """The COPY in front of which dependencies can be made: it brings sources, and nothing but files follow it."""
    first = None
    for other in project.instructions:
        if other.index >= node.index:
            break
        if first is not None and isinstance(other, Run):
            raise Unclear  # the build may need what it does
        if not isinstance(other, (Add, Copy)) or first is not None:
            continue
        for copied, source, target, folder in project.copies():
            is_near = covers(root, target) or covers(target, root)
            if copied is other and is_near and (folder or is_source(source)):
                first = other
        if first is not None and (project.user_at(other) or other.in_onbuild):
            raise Unclear
    return first


def moves_to(project: Project, at: Instruction, node: Run, root: str) -> bool:
    """Whether a WORKDIR has to lead to the project's folder first, and may: nothing that follows can tell."""
    if project.directory(at) == root:
        return False
    for other in project.instructions:
        if not at.index <= other.index <= node.index:
            continue
        if isinstance(other, Workdir):
            if other.words and other.words[0].value.startswith("/"):
                return True
            break
        if isinstance(other, (Add, Copy)) and (other.destination is None or other.destination.value[:1] != "/"):
            break
    raise Unclear


def first_lines(project: Project, at: Instruction, node: Run, root: str) -> list[str]:
    """Return the lines that begin such a part: what it is, and the way to the project's folder."""
    lines = [COMMENT]
    if moves_to(project, at, node, root):
        lines.append(f"{cased('WORKDIR', node)} {root}")
    return lines


def copy_line(at: Instruction, sources: Iterable[str], folder: str) -> str:
    """Return the COPY of some files of the context to a folder of the project, "" for the project's own."""
    return f"{cased('COPY', at)} {' '.join(sources)} {f'{folder}/' if folder else './'}"


def copied_before(project: Project, at: Instruction) -> set[str]:
    """Return the places of files that are copied from the context in front of an instruction."""
    return {target for copied, _, target, folder in project.copies() if copied.index < at.index and not folder}


def passes_only_files(project: Project, at: Instruction, node: Run) -> bool:
    """Whether nothing but files and places of work comes from an instruction to a RUN that moves in front of it."""
    between = [other for other in project.instructions if at.index <= other.index < node.index]
    return all(isinstance(other, (Add, Copy, Workdir)) for other in between)
