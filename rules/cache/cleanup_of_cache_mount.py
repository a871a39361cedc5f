from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import mounted_uses, obstacles, surroundings_with_cache_mount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class CleanupOfCacheMount(Rule):
    """A RUN empties the cache that it has mounted.

    ## What it flags
    A clean-up (`rm -rf /var/lib/apt/lists/*`, `apt-get clean`, `yum clean all`, `pip cache purge`) behind the
    call that has filled a cache, where a cache mount lies there.

    ## Why it is bad
    What a cache mount holds is not in the image: there is nothing to clean up. The next build finds the cache
    empty, and downloads everything again.

    ## What to do
    Drop the clean-up. The fix is safe; it is refused where the command deletes more than the mount holds.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    """

    name = "cleanup-of-cache-mount"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/*\n",
                lines=(4,),
                fixed="FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl\n",
            ),
            Example(
                "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip "
                "pip install flask && rm -rf /root/.cache/pip/* /tmp/*\n",
                lines=(2,),
                fixed="FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip "
                "pip install flask && rm -rf /tmp/*\n",
            ),
            Example(
                "FROM python:3.14\nRUN --mount=type=cache,target=/root/.cache/pip "
                "pip install flask && rm -rf /root/.cache\n",
                refused="deletes more",
            ),
        ),
        good=(
            (
                "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"
            ),
            "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm cache clean --force && npm ci\n",
            "FROM node:24\nRUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /app/test\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        surroundings = surroundings_with_cache_mount(node, file)
        if surroundings is None:
            return
        told = set()
        for mount, _, target in mounted_uses(surroundings):
            for obstacle in obstacles(surroundings, target.call, target):
                if obstacle.command not in told and obstacle.is_sure:
                    told.add(obstacle.command)
                    place = obstacle.words[0] if obstacle.words else obstacle.command
                    message = f"`{obstacle.command.name}` empties the cache that is mounted at `{mount.target}`"
                    yield self.at(place, message, subject=(node, obstacle))
