"""What the fixers of layer order share: what stands between two instructions, and what may be moved across it."""

from __future__ import annotations

from dockerlint.fix.merge import is_quiet
from dockerlint.graph.paths import overlap
from dockerlint.shell.package_calls import package_calls
from dockerlint.syntax.instructions import Add, Arg, Copy, Env, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# What says where packages come from: an index downloaded behind a change of it may need what is not there yet.
_SOURCES = ("/etc/apt", "/etc/apk", "/etc/yum", "/etc/zypp", "sources.list")
_SOURCE_TOOLS = ("add-apt-repository", "apt-add-repository", "apt-key", "yum-config-manager")
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
        if any(map(_changes_sources, file.commands(node))):
            return f"line {node.start_line} changes where packages come from"
        return "" if is_calm(node, manager, file) else f"the RUN in line {node.start_line} may need the index"
    if node.keyword in ("LABEL", "EXPOSE", "WORKDIR", "VOLUME", "CMD", "ENTRYPOINT", "MAINTAINER", "STOPSIGNAL"):
        return ""
    return f"{node.keyword} stands between them"


def _changes_sources(command: Command) -> bool:
    texts = [word.raw for word in command.words] + [redirect.target.raw for redirect in command.redirects]
    return command.name in _SOURCE_TOOLS or any(place in text for text in texts for place in _SOURCES)


def is_calm(run: Run, manager: str, file: Dockerfile) -> bool:
    """Whether a RUN is known not to call a package manager."""
    commands = file.commands(run)
    return (
        bool(commands)
        and all(map(is_quiet, commands))
        and all(call.name != manager for call in package_calls(commands))
    )
