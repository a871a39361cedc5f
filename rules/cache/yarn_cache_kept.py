from __future__ import annotations

from dockerlint.lint.rule import Example, Examples
from dockerlint.rules.cache._kept import KeptRule
from dockerlint.syntax.instructions import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_BERRY_OPTIONS = ("--immutable", "--immutable-cache", "--inline-builds", "--check-cache")


class YarnCacheKept(KeptRule):
    """Packages that Yarn caches stay in the layer.

    ## What it flags
    `yarn install`, `yarn add` and the like in a RUN that neither runs `yarn cache clean` nor deletes the directory
    afterwards, and has no cache mount there. Stages from which files are only copied, and projects that are known to
    use Yarn 2 or later, are left alone: there the cache may be what the program runs from.

    ## Why it is bad
    Yarn 1 keeps every package that it downloads a second time, for root below `/usr/local/share/.cache`. Nothing reads
    that copy again.

    ## What to do
    Go on with `yarn cache clean` in the same RUN, or mount a cache:
    `RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install`.

    ## Options
    - `plain-calls-only`: only RUNs that call `yarn install` by its plain name: not behind `sudo`, by its path, or
      inside `sh -c`. Default: false
    - `any-clean`: only `yarn cache clean` counts, whatever it cleans. Default: false
    - `base-stages`: also raise it in thrown away stages that another stage is built on. Default: false
    - `builder-stages`: also raise it in all stages that are thrown away. Default: false

    ## Sources
    - https://classic.yarnpkg.com/en/docs/cli/cache
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    """

    name = "yarn-cache-kept"
    aliases = (
        "hadolint:DL3060",
        "parfum:yarnCacheCleanAfterInstall",
        "droast:DF055",
    )
    on = ("$yarn", "$yarnpkg")
    groups = {
        "recommended": {},
        "strict": {},
        "hadolint": {"plain-calls-only": True, "any-clean": True, "base-stages": True},
    }
    managers = ("yarn",)
    clean = "yarn cache clean"
    examples = Examples(
        bad=(
            Example(
                "FROM node:24-slim\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile\n",
                fixed="FROM node:24-slim\nCOPY package.json yarn.lock ./\n"
                "RUN yarn install --frozen-lockfile && yarn cache clean\n",
            ),
            Example(
                "FROM node:24-slim\nRUN yarn global add serve && \\\n    yarn\n",
                lines=(3,),
                fixed="FROM node:24-slim\nRUN yarn global add serve && \\\n    yarn && \\\n    yarn cache clean\n",
            ),
            Example(
                "FROM node:24-slim\nRUN yarn install\nRUN yarn cache clean\n",
                lines=(2,),
                fixed="FROM node:24-slim\nRUN yarn install && yarn cache clean\nRUN yarn cache clean\n",
            ),
        ),
        good=(
            "FROM node:24-slim\nRUN yarn install --frozen-lockfile && yarn cache clean\n",
            "FROM node:24-slim\nRUN yarn && rm -rf /usr/local/share/.cache\n",
            "FROM node:24-slim\nENV TOOL=yarn\nRUN if [ $TOOL = yarn ]; then yarn; fi && $TOOL cache clean --force\n",
            "FROM node:24-slim\nRUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install\n",
            "FROM node:24-slim\nCOPY .yarnrc.yml package.json yarn.lock ./\nRUN yarn install\n",
            "FROM node:24-slim\nRUN yarn build && yarn --version\n",
            "FROM node:24 AS build\nRUN yarn install\n\nFROM nginx:1.30\nCOPY --from=build /app/dist /srv\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        if self.option["plain-calls-only"] or not is_berry(file):
            yield from super().command(command, run, file)

    def fills(self, call: PackageCall) -> bool:
        return super().fills(call) and not call.command.has("--offline", "--immutable-cache")


def is_berry(file: Dockerfile) -> bool:
    """Whether the file says that a project uses Yarn 2 or later, whose cache may be what the program runs from."""
    for node in file.tree.instructions:
        if isinstance(node, Copy) and any(".yarn" in word.value for word in node.words):
            return True
        if node.keyword == "RUN" and any(map(_is_of_berry, file.commands(node))):
            return True
    lock = file.context.read("yarn.lock") if file.context is not None else None
    return lock is not None and b"__metadata:" in lock[:1000]


def _is_of_berry(command: Command) -> bool:
    if command.name == "corepack":
        return True
    words = [word.text for word in command.arguments]
    return command.name == "yarn" and (words[:2] == ["set", "version"] or command.has(*_BERRY_OPTIONS))
