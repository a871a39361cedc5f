"""What the rules of this family ask about the commands of a RUN: which files they make, delete and unpack.

Paths are those of `dockerlint.graph.paths`.
"""

from __future__ import annotations

from dockerlint.graph.paths import covers
from dockerlint.rules.cache.common import UnknownValue
from dockerlint.shell.braces import brace_expansions
from dockerlint.shell.shells import SCRIPT_RUNNERS
from dockerlint.syntax.expansion import ExpansionError, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.graph import Stage
    from dockerlint.graph.actions import Effects
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell import Command, ShellWord
    from dockerlint.syntax.instructions import Instruction

REMOVERS = ("rm", "rmdir", "unlink", "shred")
REWRITERS = ("chown", "chgrp", "chmod")
_COMPRESSORS = ("bunzip2", "bzip2", "gunzip", "gzip", "unxz", "xz")
# No engine builds an image of more than some 127 layers. What stands behind many more is not followed: that would only
# take time, and nobody can have such an image.
_MOST_LAYERS = 1_000


def layers(stages: list[Stage]) -> Iterator[Instruction]:
    """Yield the RUN, COPY and ADD instructions of stages, those that ONBUILD brings in too."""
    number = 0
    for stage in stages:
        for step in stage.steps:
            if step.keyword in ("RUN", "COPY", "ADD"):
                number += 1
                if number > _MOST_LAYERS:
                    return
                yield step


def effects(surroundings: Surroundings, command: Command) -> Effects:
    """Return what one command does to files."""

    def lookup(name: str) -> str:
        value = surroundings.variable(name, command)
        if not value:
            raise UnknownValue
        return value

    def text(raw: str) -> str | None:
        if "$(" in raw or "`" in raw:
            return None
        try:
            return expand(raw, lookup)
        except (ExpansionError, UnknownValue):
            return None

    known: dict[Command, Effects] = surroundings.known("effects")
    found = known.get(command)
    if found is None:
        from dockerlint.graph.actions import Effects
        from dockerlint.graph.effects import run

        found = known[command] = Effects(surroundings.path(".", command), text, surroundings.home(command))
        run(found, command)
    return found


def deleted(surroundings: Surroundings, command: Command) -> list[tuple[ShellWord, str | None]]:
    """Return the words that tell `rm` what to delete, each with the path it names, None where that is not known."""
    if command.name not in REMOVERS:
        return []
    known: dict[Command, list[tuple[ShellWord, str | None]]] = surroundings.known("deleted")
    found = known.get(command)
    if found is None:
        found = known[command] = [
            (word, surroundings.path(text, command))
            for word in command.positionals()
            for text in brace_expansions(word.raw)
        ]
    return found


def possible_deletions(surroundings: Surroundings, command: Command) -> list[str | None]:
    """Return the paths that a command may delete; None among them stands for any."""
    name = command.name
    if name in REMOVERS:
        return [path for _, path in deleted(surroundings, command)] or [None]  # `xargs rm`
    if name == "eval":
        return [None]
    if name == "mv":
        moved = effects(surroundings, command)
        return [None] if moved.unknown_writes else list(moved.deletes)
    if name in _COMPRESSORS and not command.has("-k", "--keep", "-c", "--stdout"):
        return [surroundings.path(word.raw, command) for word in command.positionals()]
    if name == "find":
        if not command.has("-delete") and not any(word.text == "rm" for word in command.arguments):
            return []
        places = [word for word in command.arguments if word.text[:1] in ("/", ".", "$", "~")]
        return [surroundings.path(word.raw, command) for word in places] or [None]
    script = command.arguments[:1] if name in SCRIPT_RUNNERS else command.words[:1]
    for word in script:
        if "clean" in word.text.rpartition("/")[2]:
            return [None]
    return []


def rewritten(surroundings: Surroundings, command: Command) -> list[tuple[ShellWord, str]]:
    """Return the words that name trees whose owner, group or mode a command changes, with their paths."""
    if command.name not in REWRITERS or not command.has("-R", "--recursive"):
        return []
    words = command.positionals()[0 if command.has("--reference") else 1 :]
    paths = [(word, surroundings.path(text, command)) for word in words for text in brace_expansions(word.raw)]
    return [(word, path) for word, path in paths if path is not None]


def wipes(pattern: str, path: str) -> bool:
    """Whether deleting what a shell's pattern finds deletes all that a path holds."""
    return covers(pattern, path) or (pattern.endswith("/*") and covers(pattern[:-2] or "/", path))
