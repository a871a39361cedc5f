"""What the fixers of layer order share: what stands between two instructions, and what may be moved across it."""

from __future__ import annotations

from dockerlint.fix.merge import is_quiet
from dockerlint.graph.paths import overlap
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.syntax.instructions import Instruction

# What package managers take from the environment.
_SETTINGS = ("proxy", "apt_config", "path", "ld_", "home", "ssl")


def between(first: Instruction, second: Instruction, file: Dockerfile) -> list[Instruction]:
    """Return the instructions that stand between two of a file."""
    return file.tree.instructions[first.index + 1 : second.index]


def blocks_index(node: Instruction, manager: str, file: Dockerfile) -> str:
    """Return why the download of a package index must not be moved behind an instruction, "" where it may be."""
    if isinstance(node, (Env, Arg)):
        names = [pair.name.lower() for pair in node.pairs]
        return "a variable that it reads is set between them" if any(s in n for s in _SETTINGS for n in names) else ""
    if isinstance(node, (Copy, Add)):
        flow = file.graph.flow(node)
        if flow.unknown_writes or any(overlap(path, "/etc") or overlap(path, "/usr") for path in flow.writes):
            return f"what line {node.start_line} copies may change it"
        return ""
    if isinstance(node, Run):
        return "" if is_calm(node, manager, file) else f"the RUN in line {node.start_line} may need the index"
    if node.keyword in ("LABEL", "EXPOSE", "WORKDIR", "VOLUME", "CMD", "ENTRYPOINT", "MAINTAINER", "STOPSIGNAL"):
        return ""
    return f"{node.keyword} stands between them"


def is_calm(run: Run, manager: str, file: Dockerfile) -> bool:
    """Whether a RUN is known not to call a package manager."""
    commands = file.commands(run)
    return (
        bool(commands)
        and all(map(is_quiet, commands))
        and all(call.name != manager for call in package_calls(commands))
    )
