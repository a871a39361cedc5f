from __future__ import annotations

from dockerlint.knowledge.images import describe
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import mounted_uses
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.syntax.instructions import Mount

# Managers that keep what they have compiled, under names that do not tell for which C library.
_COMPILING = ("pip", "pipx", "uv", "poetry", "pipenv", "pdm")
_SYSTEM = ("apt", "yum", "dnf", "microdnf")


class CacheMountIdShared(Rule):
    """One cache is mounted for things that do not go together.

    ## What it flags
    Cache mounts with the same `id` at directories of different tools, or at different directories of one RUN.
    And mounts with the same `id`, which is the target where none is given, in stages on different
    distributions: apt's of Debian and Ubuntu, dnf's of two distributions, pip's of a distribution with glibc
    and of Alpine.

    ## Why it is bad
    Each finds the other's files. Package lists push each other out; wheels that pip compiled on Alpine do not
    load on Debian, and their names do not tell.

    ## What to do
    Give each its own `id`. The fix is safe: only the cache starts anew.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """

    name = "cache-mount-id-shared"
    on = ("@file RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    not_in = {"onbuild": "the ids of the build that runs a trigger are not known"}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nRUN --mount=type=cache,id=apt,target=/var/cache/apt,sharing=locked \\\n"
                "    --mount=type=cache,id=apt,target=/var/lib/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl\n",
                lines=(3,),
                fixed="FROM debian:13\nRUN --mount=type=cache,id=apt,target=/var/cache/apt,sharing=locked \\\n"
                "    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl\n",
            ),
            Example(
                "FROM python:3.14 AS a\nRUN --mount=type=cache,target=/root/.cache/pip pip wheel numpy\n"
                "FROM python:3.14-alpine AS b\nRUN --mount=type=cache,target=/root/.cache/pip pip wheel numpy\n",
                lines=(4,),
                fixed="FROM python:3.14 AS a\nRUN --mount=type=cache,target=/root/.cache/pip pip wheel numpy\n"
                "FROM python:3.14-alpine AS b\n"
                "RUN --mount=type=cache,target=/root/.cache/pip,id=pip-alpine pip wheel numpy\n",
            ),
            Example(
                "FROM node:24\nRUN --mount=type=cache,id=c,target=/root/.npm npm ci\n"
                "RUN --mount=type=cache,id=c,target=/root/.cache/pip pip install flask\n",
                lines=(3,),
            ),
        ),
        good=(
            (
                "FROM debian:13\nRUN --mount=type=cache,id=apt-cache,target=/var/cache/apt,sharing=locked \\\n"
                "    --mount=type=cache,id=apt-lib,target=/var/lib/apt,sharing=locked apt-get update\n"
            ),
            (
                "FROM python:3.14 AS a\nRUN --mount=type=cache,target=/root/.cache/pip pip wheel numpy\n"
                "FROM python:3.13-slim AS b\nRUN --mount=type=cache,target=/root/.cache/pip pip wheel numpy\n"
            ),
            (
                "FROM node:24 AS a\nRUN --mount=type=cache,id=npm,target=/root/.npm npm ci\nFROM a\nUSER node\n"
                "RUN --mount=type=cache,id=npm,target=/home/node/.npm npm ci\n"
            ),
            (
                "FROM node:24 AS a\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM node:24-alpine\n"
                "RUN --mount=type=cache,target=/root/.npm npm ci\n"
            ),
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        known: dict[str, list[_Use]] = {}
        runs = [one for one in file.tree.instructions if isinstance(one, Run)]
        for run in runs:
            if file.graph.stage_of(run) is None or not any(mount.type == "cache" for mount in run.mounts):
                continue
            for use in _uses_of(surroundings_of(file, run)):
                others = known.setdefault(use.id, [])
                for other in others:
                    problem = _problem(use, other)
                    if problem:
                        yield self.at(use.mount.flag, problem[0], subject=(use.mount, problem[1]))
                        break
                else:
                    others.append(use)


class _Use:
    """A cache mount with what fills it."""

    __slots__ = ("distribution", "id", "libc", "managers", "mount", "name", "path", "run")

    def __init__(self, surroundings: Surroundings, mount: Mount, path: str, identity: str, managers: set[str]) -> None:
        image = describe(surroundings.base.image) if surroundings.base.image else None
        self.distribution = image.distribution if image else None
        self.libc = image.libc if image else None
        self.id = identity
        self.run = surroundings.run
        self.managers = managers
        self.mount = mount
        self.path = path
        self.name = next(iter(managers), "")  # for an id of its own


def _uses_of(surroundings: Surroundings) -> list[_Use]:
    managers: dict[Mount, set[str]] = {}
    for mount, _, target in mounted_uses(surroundings):
        managers.setdefault(mount, set()).add(target.call.name)
    found: list[_Use] = []
    for mount, path in surroundings.mounts():
        identity = surroundings.file.graph.expand(surroundings.run, mount.id) if mount.id else path
        if mount.type == "cache" and identity is not None:
            use = _Use(surroundings, mount, path, identity, managers.get(mount, set()))
            if any(use.name == other.name for other in found):
                use.name = path.strip("/").replace("/", "-")
            found.append(use)
    return found


def _problem(use: _Use, other: _Use) -> tuple[str, str | None] | None:
    """Return what is wrong with two mounts of one cache, and the id for the second; None for its target."""
    if use.path != other.path and use.mount.id and other.mount.id:
        strangers = use.managers and other.managers and use.managers.isdisjoint(other.managers)
        if use.run is other.run or strangers:
            return f"`id={use.id}` is the cache of `{other.mount.target}` already", None
    both = use.managers & other.managers
    if use.distribution and other.distribution and use.distribution != other.distribution:
        for manager in sorted(both):
            if manager in _SYSTEM or (manager in _COMPILING and use.libc != other.libc):
                return (
                    f"{manager} of {use.distribution} and of {other.distribution} share the cache `{use.id}`",
                    f"{use.mount.id or use.name}-{use.distribution}",
                )
    return None
