"""What an image is for, as far as what it starts and holds tells."""

from __future__ import annotations

from dockerlint.knowledge.build_tools import INTERPRETERS, SERVERS, WORKSHOP_PACKAGES, WORKSHOPS
from dockerlint.rules.base_image._launch import is_made_here, started
from dockerlint.rules.cleanup._packages import installed
from dockerlint.shell.package_calls import unversioned
from dockerlint.shell.shells import SHELLS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command

_NODE_MANAGERS = ("npm", "pnpm", "yarn")
_IN_DEVELOPMENT = ("dev", "develop", "test", "watch")
# Words in the name of a stage or file that is not for production.
_NOT_SHIPPED = frozenset(
    ("build", "builder", "ci", "debug", "dev", "devel", "develop", "development", "env", "lint", "sdk", "test", "tests")
)


def runs_application(file: Dockerfile) -> bool | None:
    """Whether the image starts an application and is nothing that somebody works in; None where that is open."""
    stage = file.graph.target
    if stage is None or _is_for_developers(stage.name) or _is_for_developers(file.path.rpartition("/")[2]):
        return False
    entrypoint = started(stage, file)
    commands = [command for command in (*entrypoint, *_arguments(file)) if not _only_prepares(command)]
    if not commands or any(map(_is_workshop, commands)):
        return False
    packages = installed(file)
    if packages & WORKSHOP_PACKAGES or any(package.endswith("-jdk") for package in packages):
        return None
    known = any(map(_is_application, commands)) or is_made_here(commands[0], stage, file)
    return True if known else None


def _arguments(file: Dockerfile) -> list[Command]:
    """Return the commands of CMD: with a script in ENTRYPOINT, what the script is to start."""
    for stage in file.graph.shipped:
        for step in reversed(stage.steps):
            if step.keyword == "CMD":
                return file.commands(step)
    return []


def _only_prepares(command: Command) -> bool:
    """Whether it is a shell that runs a script beside it as commands of their own, or prepares for what follows."""
    with_script = command.name in SHELLS and bool(command.arguments)
    return with_script or command.name in ("", ".", "[", "cd", "export", "set", "source")


def _is_workshop(command: Command) -> bool:
    name = unversioned(command.name)
    if name in INTERPRETERS:
        return not command.positionals() and not command.has("-m")
    if name in _NODE_MANAGERS:
        words = [word.text for word in command.positionals()]
        return not words or words[-1] in _IN_DEVELOPMENT or any(word in WORKSHOPS for word in words)
    return name in WORKSHOPS


def _is_application(command: Command) -> bool:
    name = unversioned(command.name)
    return name in SERVERS or name in INTERPRETERS or name in _NODE_MANAGERS


def _is_for_developers(name: str) -> bool:
    for separator in "_.":
        name = name.replace(separator, "-")
    return not _NOT_SHIPPED.isdisjoint(name.lower().split("-"))
