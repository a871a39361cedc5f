from __future__ import annotations

from dockerlint.graph.paths import covers
from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import is_meant_for
from dockerlint.rules.cache.common import surroundings_of
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.knowledge.package_managers import Cache
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.rules.cache.common import Surroundings
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

    Uses = list[tuple[PackageCall, Cache]]

_INDEX_OF_APK, _PACKAGES_OF_APK = (cache["paths"][0] for cache in MANAGERS["apk"]["caches"])


class CacheMountWrongTarget(Rule):
    """A cache mount lies where the tool that runs does not cache.

    ## What it flags
    `RUN --mount=type=cache` at a directory that is known as a cache of a tool which the RUN calls, while that
    tool caches elsewhere: in another user's home (`/root/.npm` although `USER node` is in force), or because
    a variable such as `PIP_CACHE_DIR`, `GOPATH` or `CARGO_HOME` puts it elsewhere.

    ## Why it is bad
    The mount stays empty: every build downloads everything again, and the real cache ends up in the layer.

    ## What to do
    Mount the directory that the message names, or point the tool to the one that is mounted.

    ## Options
    - `apk-packages`: also raise it for `/var/cache/apk` where nothing makes apk cache packages: as long as
      there is no `/etc/apk/cache`, only the package index is there. Default: false

    ## Limits
    It is silent where the base image's user or variables are not known, and where the file names the
    directory anywhere else: a configuration may then lead there.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    - https://wiki.alpinelinux.org/wiki/Local_APK_cache
    """

    name = "cache-mount-wrong-target"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {"apk-packages": True}}
    options = {"apk-packages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24\nUSER node\nWORKDIR /app\nRUN --mount=type=cache,target=/root/.npm \\\n    npm ci\n",
                lines=(4,),
                fixed="FROM node:24\nUSER node\nWORKDIR /app\n"
                "RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 \\\n    npm ci\n",
            ),
            Example(
                "FROM python\nENV PIP_CACHE_DIR=/pip\nRUN --mount=type=cache,target=/root/.cache pip wheel x\n",
                fixed="FROM python\nENV PIP_CACHE_DIR=/pip\nRUN --mount=type=cache,target=/pip pip wheel x\n",
            ),
            Example(
                "FROM golang:1.26\nRUN --mount=type=cache,dst=/root/go/pkg/mod,id=mod go build ./...\n",
                fixed="FROM golang:1.26\nRUN --mount=type=cache,dst=/go/pkg/mod,id=mod go build ./...\n",
            ),
            "FROM rust:1\nRUN --mount=type=cache,target=/root/.cargo/registry cargo build --release\n",
            "FROM node:24\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install\n",
            Example(
                "FROM alpine:3.24\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n",
                options={"apk-packages": True},
            ),
            Example(
                "FROM python\nRUN useradd app\nUSER app\nRUN --mount=type=cache,target=/root/.cache uv sync\n",
                refused="number of the user",
            ),
        ),
        good=(
            "FROM node:24\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000 npm ci\n",
            "FROM golang:1.26\nRUN --mount=type=cache,target=/go/pkg/mod go build ./...\n",
            "FROM rust:1\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo build\n",
            "FROM alpine:3.24\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n",
            "FROM node:24\nRUN --mount=type=cache,target=/root/.yarn YARN_CACHE_FOLDER=/root/.yarn yarn\n",
            "FROM registry.example.com/node\nRUN --mount=type=cache,target=/home/build/.npm npm ci\n",
            "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache make wheels\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not isinstance(node, Run) or not any(mount.type == "cache" for mount in node.mounts):
            return
        if file.graph.stage_of(node) is None:
            return
        surroundings = surroundings_of(file, node)
        if surroundings.base.settings is None:
            return
        uses = [
            (call, cache)
            for call in surroundings.script.calls
            for cache in call.manager["caches"]
            if call.does(cache["filled_by"])
        ]
        for mount, target in surroundings.mounts():
            if mount.type != "cache":
                continue
            meant = [(call, cache) for call, cache in uses if is_meant_for(target, cache)]
            directory = _elsewhere(surroundings, target, meant, uses)
            if directory is not None:
                tool = meant[0][0].command.name
                message = f"{tool} caches in `{directory}`, not in `{mount.target}`"
                yield self.at(mount.flag, message, subject=(node, mount, directory, meant[0]))
            elif self.option["apk-packages"] and _holds_index_alone(surroundings, target, uses):
                message = f"apk caches no packages in `{mount.target}`: mount `{_PACKAGES_OF_APK}`"
                yield self.at(mount.flag, message, subject=(node, mount, _PACKAGES_OF_APK, None))


def _elsewhere(surroundings: Surroundings, target: str, meant: Uses, uses: Uses) -> str | None:
    """Return where the tool that a mount is meant for caches instead; None where the mount may be right."""
    if not meant or surroundings.names(target) or any(surroundings.may_move(call) for call, _ in meant):
        return None
    directories = [surroundings.cache_directory(call, cache) for call, cache in uses]
    if any(
        directory is None or directory[0] != "/" or covers(target, directory) or covers(directory, target)
        for directory in directories
    ):
        return None
    return surroundings.cache_directory(*meant[0])


def _holds_index_alone(surroundings: Surroundings, target: str, uses: Uses) -> bool:
    """Whether a mount is the place of apk's package index, and nothing makes apk cache packages too."""
    if target != _INDEX_OF_APK or surroundings.names(_PACKAGES_OF_APK):
        return False
    if any(other == _PACKAGES_OF_APK for _, other in surroundings.mounts()):
        return False
    calls = [call for call, cache in uses if cache["paths"] == (_PACKAGES_OF_APK,)]
    return bool(calls) and not any(call.command.has("--cache-dir", "--cache-packages", "--no-cache") for call in calls)
