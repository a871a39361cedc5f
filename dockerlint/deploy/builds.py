"""Which Dockerfiles a Compose, Bake or Skaffold file builds, and with what."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COMPOSE = ("compose", "docker-compose")
_BAKE = ("docker-bake",)
_SKAFFOLD = ("skaffold",)


class DeployError(ValueError):
    """A file that cannot be read as what its name says."""


class Build:
    """One build: the Dockerfile, its context, the target and the build arguments as far as the file tells them.

    `dockerfile` and `context` are paths; `context` is None where it is no folder of this machine. An argument whose
    value only the build knows is left out. `name` is the service, or Bake's target; `images` are the names that the
    result gets; `contexts` maps names that the Dockerfile uses to other builds of the same file.
    """

    __slots__ = ("args", "context", "contexts", "dockerfile", "images", "name", "target")

    def __init__(
        self,
        name: str,
        dockerfile: str,
        context: str | None,
        target: str | None,
        args: Mapping[str, str],
        images: Sequence[str] = (),
        contexts: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.dockerfile = dockerfile
        self.context = context
        self.target = target
        self.args = dict(args)
        self.images = list(images)
        self.contexts = dict(contexts or {})

    def __repr__(self) -> str:
        return f"<Build {self.name} {self.dockerfile} {self.target} {self.args}>"


def is_build_file(path: str) -> bool:
    """Whether a file is Compose's, Bake's or Skaffold's by its name."""
    return _kind(path) != ""


def is_compose_name(path: str) -> bool:
    """Whether a file is Compose's by its name."""
    return _kind(path) == "compose"


def read_builds(path: str, environment: Mapping[str, str]) -> list[Build]:
    """Return the builds that a file describes. Raises OSError, and DeployError for what cannot be read."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        text = file.read()
    return builds_of(path, text, os.path.dirname(path), environment)


def builds_of(name: str, text: str, folder: str, environment: Mapping[str, str]) -> list[Build]:
    """Return the builds that the text of a file describes; `folder` is where its paths begin. Raises DeployError."""
    kind = _kind(name)
    if kind == "compose":
        from dockerlint.deploy.compose import read_compose

        return read_compose(text, folder, environment)
    if kind == "skaffold":
        from dockerlint.deploy.skaffold import read_skaffold

        return read_skaffold(text, folder)
    from dockerlint.deploy.bake import read_bake

    return read_bake(text, folder, environment, is_json=name.lower().endswith(".json"))


def _kind(path: str) -> str:
    name, _, ending = os.path.basename(path).lower().rpartition(".")
    for kind, names, endings in _FILES:
        if ending in endings and any(name == one or name.startswith((f"{one}.", f"{one}-")) for one in names):
            return kind
    return ""


_FILES = (
    ("compose", _COMPOSE, ("yaml", "yml")),
    ("bake", _BAKE, ("hcl", "json")),
    ("skaffold", _SKAFFOLD, ("yaml", "yml")),
)


def place(folder: str, context: str, dockerfile: str) -> tuple[str, str | None] | None:
    """Return the paths of a Dockerfile and its context; None where they are not on this machine."""
    if "://" in context or context.startswith("git@") or context == "-":
        return None
    root = os.path.normpath(os.path.join(folder, os.path.expanduser(context)))
    return os.path.normpath(os.path.join(root, dockerfile)), root
