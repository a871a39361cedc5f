"""Archives that are copied and unpacked, told by their names alone."""

from __future__ import annotations

from dockerlint.graph.paths import base_name
from dockerlint.knowledge.file_names import USUAL_ARCHIVES
from dockerlint.rules.packages.common import is_plain
from dockerlint.syntax.instructions import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction
    from dockerlint.syntax.text import Word

_UNPACKERS = ("gunzip", "bunzip2", "unxz", "unlzma", "uncompress", "gzcat", "zcat", "zgz")
_EXTRACTING = ("-x", "--extract", "--get")


def spelled_archives(node: Instruction) -> list[Word]:
    """Return the words of a COPY from the build context that name archives: the destination, else the sources."""
    if not isinstance(node, Copy) or node.from_ is not None or node.in_onbuild or len(node.words) < 2:
        return []
    destination = node.words[-1]
    named = [destination] if _is_archive(destination.value) else node.words[:-1]
    return [word for word in named if _is_archive(word.value)]


def is_unpacked_by_name(path: str, copy: Instruction, stage: Stage, file: Dockerfile) -> bool:
    """Whether a later command of the stage that unpacks is given a file of that name."""
    name = _name(path)
    later = [node for node in stage.instructions if node.start > copy.start and node.keyword == "RUN"]
    for run in later:
        for command in file.commands(run):
            # A variable is a variable, in braces or not.
            names = [_name(_braced(word.raw)) for word in command.arguments] if _unpacks(command) else []
            if name in names and is_plain(command, run):
                return True
    return False


def _unpacks(command: Command) -> bool:
    return command.name in _UNPACKERS or (command.name == "tar" and command.has(*_EXTRACTING))


def _is_archive(path: str) -> bool:
    return path.strip("\"'").endswith(USUAL_ARCHIVES)


def _name(path: str) -> str:
    return base_name(path.strip("\"'"))


def _braced(word: str) -> str:
    """Return a word with `${NAME}` for `$NAME`."""
    first, *parts = word.split("$")
    for part in parts:
        length = 0
        while length < len(part) and (part[length].isalnum() or part[length] == "_"):
            length += 1
        first += f"${{{part[:length]}}}{part[length:]}" if length else f"${part}"
    return first
