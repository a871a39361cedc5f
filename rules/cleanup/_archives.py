"""Commands that unpack archives."""

from __future__ import annotations

from dockerlint.graph.paths import base_name, covers, overlap
from dockerlint.rules.cache.common import Surroundings
from dockerlint.rules.cleanup.common import effects, later_runs, possible_deletions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.rules.cleanup.common import Trace
    from dockerlint.shell import Command

_TARS = ("tar", "bsdtar")
_OTHERS = ("unzip", "7z", "gunzip", "bunzip2", "unxz")
# With them tar does what ADD cannot do.
_SELECTING = ("--strip-components", "--strip", "--exclude", "--transform", "--xform", "--wildcards", "-X", "-T")
_VALUED = ("-f", "-C", "--file", "--directory")


class Unpacking:
    """A command that unpacks archives, and their paths as far as they are known."""

    __slots__ = ("archives", "command", "surroundings")

    def __init__(self, surroundings: Surroundings, command: Command, archives: list[str]) -> None:
        self.surroundings = surroundings
        self.command = command
        self.archives = archives

    def takes(self, trace: Trace) -> bool:
        """Whether it unpacks what an earlier instruction has written."""
        return any(
            covers(archive, trace.path) or (archive[0] != "/" and same_file(archive, trace.path))
            for archive in self.archives
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is a tar that always unpacks everything, as it is and for good: what ADD does, too."""
        command = self.command
        if command.name not in _TARS or command.conditional or command.has(*_SELECTING) or self._is_temporary():
            return False
        words = [word.raw for word in command.positionals(_VALUED)]
        if words and words[0] == command.arguments[0].raw:
            # `tar xf archive`
            return len(words) == 1 + ("f" in words[0])
        return not words

    def _is_temporary(self) -> bool:
        """Whether the RUN may delete some of what is unpacked, so that it had better not be in a layer of its own."""
        places = effects(self.surroundings, self.command).writes
        for command in self.surroundings.commands:
            for path in possible_deletions(self.surroundings, command):
                if path is None:
                    return True
                is_archive = any(same_file(archive, path) for archive in self.archives)
                if not is_archive and any(overlap(place, path) for place in places):
                    return True
        return False


def unpacked_later(file: Dockerfile, trace: Trace) -> Unpacking | None:
    """Return the first command of a later RUN that unpacks what an instruction has left."""
    for run in later_runs(file, trace.instruction):
        for unpacking in unpackings(Surroundings(file, run)):
            if unpacking.takes(trace):
                return unpacking
    return None


def unpackings(surroundings: Surroundings) -> list[Unpacking]:
    """Return the commands of a RUN that unpack archives."""
    found = []
    for command in surroundings.commands:
        if command.name in _OTHERS or (command.name in _TARS and _extracts(command)):
            archives = list(effects(surroundings, command).reads)
            for redirect in command.redirects:
                path = surroundings.path(redirect.target.raw, command) if redirect.operator == "<" else None
                archives += [path] if path else []
            found.append(Unpacking(surroundings, command, archives))
    return found


def same_file(first: str, second: str) -> bool:
    """Whether two paths are one file for all that is known: a name in a directory that is not known is that file."""
    return base_name(first) == base_name(second) and overlap(first, second)


def _extracts(command: Command) -> bool:
    mode = command.arguments[0].raw if command.arguments else ""
    return (not mode.startswith("-") and "x" in mode) or command.has("-x", "--extract", "--get")
