"""Which Dockerfiles a Compose or Bake file builds, and with what."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPOSE = ("compose", "docker-compose")
_BAKE = ("docker-bake",)


class DeployError(ValueError):
    """A file that cannot be read as what its name says."""


class Build:
    """One build: the Dockerfile, its context, the target and the build arguments as far as the file tells them.

    `dockerfile` and `context` are paths; `context` is None where it is no folder of this machine. An argument whose
    value only the build knows is left out. `name` is the service, or Bake's target.
    """

    __slots__ = ("args", "context", "dockerfile", "name", "target")

    def __init__(
        self, name: str, dockerfile: str, context: str | None, target: str | None, args: Mapping[str, str]
    ) -> None:
        self.name = name
        self.dockerfile = dockerfile
        self.context = context
        self.target = target
        self.args = dict(args)

    def __repr__(self) -> str:
        return f"<Build {self.name} {self.dockerfile} {self.target} {self.args}>"


def is_build_file(path: str) -> bool:
    """Whether a file is Compose's or Bake's by its name."""
    return _kind(path) != ""


def read_builds(path: str, environment: Mapping[str, str]) -> list[Build]:
    """Return the builds that a file describes. Raises OSError, and DeployError for what cannot be read."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    if _kind(path) == "compose":
        from dockerlint.deploy.compose import read_compose

        return read_compose(text, os.path.dirname(path), environment)
    from dockerlint.deploy.bake import read_bake

    return read_bake(text, os.path.dirname(path), environment, is_json=path.lower().endswith(".json"))


def _kind(path: str) -> str:
    name, _, ending = os.path.basename(path).lower().rpartition(".")
    for kind, names, endings in (("compose", _COMPOSE, ("yaml", "yml")), ("bake", _BAKE, ("hcl", "json"))):
        if ending in endings and any(name == one or name.startswith((f"{one}.", f"{one}-")) for one in names):
            return kind
    return ""


def place(folder: str, context: str, dockerfile: str) -> tuple[str, str | None] | None:
    """Return the paths of a Dockerfile and its context; None where they are not on this machine."""
    if "://" in context or context.startswith("git@") or context == "-":
        return None
    root = os.path.normpath(os.path.join(folder, os.path.expanduser(context)))
    return os.path.normpath(os.path.join(root, dockerfile)), root
