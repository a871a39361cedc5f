from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import mounted_uses, surroundings_with_cache_mount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class CacheMountWithoutSharing(Rule):
    """A cache mount that two builds may use at once, for a package manager that wants it for itself.

    ## What it flags
    `RUN --mount=type=cache` at a cache of apt, apk, dnf, yum, zypper, pacman or conda without
    `sharing=locked` or `sharing=private`.

    ## Why it is bad
    The default is `shared`: stages that run at the same time, and builds on the same machine, write into the
    directory together. apt then fails with `Could not get lock`; others leave half a package.

    ## What to do
    Add `sharing=locked`: one build waits for the other. The fix is safe: the mount holds the same.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#run---mounttypecache
    """

    name = "cache-mount-without-sharing"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl\n",
                lines=(2,),
                fixed="FROM debian:13\n"
                "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y curl\n",
            ),
            Example(
                "FROM fedora:44\nRUN --mount=type=cache,sharing=shared,dst=/var/cache/libdnf5 dnf install -y gcc\n",
                fixed="FROM fedora:44\n"
                "RUN --mount=type=cache,sharing=locked,dst=/var/cache/libdnf5 dnf install -y gcc\n",
            ),
        ),
        good=(
            "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y curl\n",
            "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=private apt-get install -y curl\n",
            "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt ls /var/cache/apt\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        surroundings = surroundings_with_cache_mount(node, file)
        if surroundings is None:
            return
        told = set()
        for mount, _, target in mounted_uses(surroundings):
            if target.cache.get("sharing") == "locked" and mount.sharing in (None, "shared") and mount not in told:
                told.add(mount)
                name = target.call.command.name
                message = (
                    f"two builds at once would meet in `{mount.target}`, and {name} wants it alone: `sharing=locked`"
                )
                yield self.at(mount.flag, message, subject=mount)
