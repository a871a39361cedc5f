from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._mounting import deletes_archives, mounted_uses, surroundings_with_cache_mount

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class DockerCleanWithCacheMount(Rule):
    """apt's packages are cached in a mount, and the image's configuration deletes them after each call.

    ## What it flags
    A cache mount at `/var/cache/apt` in an image of Debian or Ubuntu, or one built on them, where
    `/etc/apt/apt.conf.d/docker-clean` is still in force.

    ## Why it is bad
    That file makes apt delete every package it has downloaded as soon as it is installed. The mount holds
    nothing that a later build could use.

    ## What to do
    Delete the file first, as the documentation of Docker does: `rm -f /etc/apt/apt.conf.d/docker-clean`. The
    fix is unsafe: calls of apt without a mount, later or in the container, then leave their downloads behind.

    ## Limits
    It is silent where anything that comes before touches `/etc/apt/apt.conf.d`, and where the base image is not
    known.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages
    """

    name = "docker-clean-with-cache-mount"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
                "    apt-get update && apt-get install -y curl\n",
                lines=(2,),
                fixed="FROM debian:13\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n"
                "    rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n",
            ),
            "FROM python:3.14-slim\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt install -y gcc\n",
        ),
        good=(
            (
                "FROM debian:13\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\n"
                "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get install -y curl\n"
            ),
            "FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update\n",
            "FROM example/app:1\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        surroundings = surroundings_with_cache_mount(node, file)
        if surroundings is None:
            return
        for mount, _, target in mounted_uses(surroundings):
            call = target.call
            if call.name == "apt" and target.directory == "/var/cache/apt" and deletes_archives(surroundings, call):
                message = "the image's `docker-clean` makes apt delete what it downloads: the cache mount stays empty"
                yield self.at(mount.flag, message, subject=(node, mount))
                return
