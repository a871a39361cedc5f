from __future__ import annotations

from dockerlint.knowledge.package_managers import MANAGERS
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.cache._layer import keeps
from dockerlint.rules.cache.common import reaches_image, surroundings_of
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Instruction

_NPM = MANAGERS["npm"]
_CACHE = _NPM["caches"][0]


class NpmCacheKept(Rule):
    """Packages that npm caches stay in the layer.

    ## What it flags
    `npm install`, `npm ci` and their other names in a RUN that neither cleans npm's cache afterwards nor has
    a cache mount on it. Stages from which files are only copied are left alone.

    ## Why it is bad
    npm keeps every package that it downloads a second time, compressed, below `~/.npm`. Nothing reads that
    copy again.

    ## What to do
    Go on with `npm cache clean --force` in the same RUN, or mount a cache:
    `RUN --mount=type=cache,target=/root/.npm npm ci`.

    ## Options
    - `builder-stages`: also raise it in stages that are thrown away. Default: false

    ## Sources
    - https://docs.npmjs.com/cli/commands/npm-cache
    - https://docs.docker.com/build/cache/optimize/#use-cache-mounts
    """

    name = "npm-cache-kept"
    aliases = ("parfum:npmCacheCleanAfterInstall",)
    severity = "info"
    on = ("$npm",)
    groups = {"recommended": {}, "strict": {}}
    options = {"builder-stages": False}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24-slim\nCOPY package*.json ./\nRUN npm ci --omit=dev\n",
                fixed="FROM node:24-slim\nCOPY package*.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n",
            ),
            Example(
                "FROM node:24-slim\nRUN npm i -g pnpm\nRUN npm cache clean --force\n",
                lines=(2,),
                fixed="FROM node:24-slim\nRUN npm i -g pnpm && npm cache clean --force\nRUN npm cache clean --force\n",
            ),
            Example(
                "FROM node:24-slim\nENV npm_config_cache=/opt/npm\nRUN npm ci && rm -rf /root/.npm\n",
                fixed="FROM node:24-slim\nENV npm_config_cache=/opt/npm\n"
                "RUN npm ci && rm -rf /root/.npm && npm cache clean --force\n",
            ),
        ),
        good=(
            "FROM node:24-slim\nRUN npm ci --omit=dev && npm cache clean --force\n",
            "FROM node:24-slim\nUSER node\nRUN npm ci && rm -rf /home/node/.npm\n",
            "FROM node:24-slim\nRUN npm ci --cache /tmp/npm && rm -rf /tmp/*\n",
            "FROM node:24-slim\nRUN --mount=type=cache,target=/root/.npm npm ci\n",
            "FROM node:24 AS build\nRUN npm ci\n\nFROM nginx:1.30\nCOPY --from=build /app/dist /srv\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or not _fills(call):
            return
        if not reaches_image(file, run, thrown_away=bool(self.option["builder-stages"])):
            return
        surroundings = surroundings_of(file, run)
        last = surroundings.script.last_call("download of npm", _fills)
        if last is not None and last.command is command and keeps(surroundings, call, _CACHE):
            message = f"`npm {call.verb}` leaves its cache in the layer: add `npm cache clean --force`"
            yield self.at(call.span, message, subject=call)


def _fills(call: PackageCall) -> bool:
    if call.name != "npm" or not call.does(_CACHE["filled_by"]):
        return False
    return not call.command.has("--dry-run", "--offline", "--no-cache")
