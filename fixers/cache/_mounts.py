"""What the fixers of cache mounts share: a RUN in which nothing works against a mount."""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import delete_command, delete_word, prepend_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.finding import Edit
    from dockerlint.rules.cache._mounting import Obstacle
    from dockerlint.rules.cache.common import Surroundings

_KEEP_ARCHIVES = "rm -f /etc/apt/apt.conf.d/docker-clean"


def without_obstacle(surroundings: Surroundings, obstacle: Obstacle) -> list[Edit]:
    """Return edits that take a clean-up out of a RUN."""
    tree = surroundings.file.tree
    if obstacle.reason:
        raise Refused(obstacle.reason)
    if obstacle.words is None:
        return [delete_command(surroundings.run, surroundings.script.commands, obstacle.command)]
    return [delete_word(tree.text, word, tree.escape) for word in obstacle.words]


def keep_archives(surroundings: Surroundings) -> Edit:
    """Return the edit that makes apt keep what it downloads."""
    if surroundings.user not in ("root", "0"):
        raise Refused("only root may change the configuration of apt")
    run = surroundings.run
    return prepend_command(surroundings.file.tree.text, run, surroundings.script.commands, _KEEP_ARCHIVES)
