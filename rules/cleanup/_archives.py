"""Commands that unpack archives."""

from __future__ import annotations

from dockerlint.graph.paths import base_name, overlap
from dockerlint.rules.cleanup.common import effects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command

_TARS = ("tar", "bsdtar")
_OTHERS = ("unzip", "7z", "gunzip", "bunzip2", "unxz")
# With them tar does what ADD cannot do.
_SELECTING = ("--strip-components", "--strip", "--exclude", "--transform", "--xform", "--wildcards", "-X", "-T")
_VALUED = ("-f", "-C", "--file", "--directory")


def unpacked(surroundings: Surroundings, command: Command) -> list[str]:
    """Return the paths of the archives that a command unpacks, as far as they are known."""
    if command.name not in _OTHERS and not (command.name in _TARS and _extracts(command)):
        return []
    archives = list(effects(surroundings, command).reads)
    for redirect in command.redirects:
        path = surroundings.path(redirect.target.raw, command) if redirect.operator == "<" else None
        archives += [path] if path else []
    return archives


def is_plain(surroundings: Surroundings, command: Command, deletions: list[str | None]) -> bool:
    """Whether it is a tar that always unpacks everything, as it is and for good: what ADD does, too.

    `deletions` are the paths that the RUN may delete: what is unpacked for a while had better not be in a layer.
    """
    if command.name not in _TARS or command.conditional or command.has(*_SELECTING):
        return False
    words = [word.raw for word in command.positionals(_VALUED)]
    old_style = bool(words) and words[0] == command.arguments[0].raw  # `tar xf archive`
    if len(words) > (1 + ("f" in words[0]) if old_style else 0):
        return False
    acts = effects(surroundings, command)
    for path in deletions:
        if path is None:
            return False
        is_archive = any(same_file(archive, path) for archive in acts.reads)
        if not is_archive and any(overlap(place, path) for place in acts.writes):
            return False
    return True


def same_file(first: str, second: str) -> bool:
    """Whether two paths are one file for all that is known: a name in a directory that is not known is that file."""
    return base_name(first) == base_name(second) and overlap(first, second)


def _extracts(command: Command) -> bool:
    mode = command.arguments[0].raw if command.arguments else ""
    return (not mode.startswith("-") and "x" in mode) or command.has("-x", "--extract", "--get")
