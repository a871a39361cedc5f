from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class NpmCacheCleanUnforced(Rule):
    """npm cache clean without the option that it wants.

    ## What it flags
    `npm cache clean` without `--force`.

    ## Why it is bad
    Since npm 5 the command refuses without it: the build stops there, or keeps the cache where the failure goes
    unnoticed.

    ## What to do
    Write `npm cache clean --force`.

    ## Sources
    - https://docs.npmjs.com/cli/commands/npm-cache
    """

    name = "npm-cache-clean-unforced"
    aliases = ("parfum:npmCacheCleanUseForce",)
    severity = "error"
    on = ("$npm",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24\nRUN npm ci && npm cache clean\n",
                fixed="FROM node:24\nRUN npm ci && npm cache clean --force\n",
            ),
            Example(
                "FROM node:24\nRUN npm install -g yarn; npm cache clear\n",
                fixed="FROM node:24\nRUN npm install -g yarn; npm cache clear --force\n",
            ),
        ),
        good=(
            "FROM node:24\nRUN npm ci && npm cache clean --force\n",
            "FROM node:24\nRUN npm --force cache clean\n",
            "FROM node:4\nRUN npm install && npm cache clean\n",
            "FROM node:24\nRUN npm cache verify\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        words = command.positionals()
        if [word.text for word in words[:1]] != ["cache"] or len(words) != len(("cache", "clean")):
            return
        if words[1].text not in ("clean", "clear", "rm") or command.has("--force", "-f"):
            return
        stage = file.graph.stage_of(run)
        image = stage.base_image if stage is not None else None
        if image is None or image.name != "node" or not _is_ancient(image.version):
            yield self.at(
                (words[0].start, words[1].end), "`npm cache clean` refuses without `--force`", subject=(command, run)
            )


def _is_ancient(version: str) -> bool:
    """Whether the npm of that Node.js is older than npm 5."""
    major = version.partition(".")[0]
    return major.isdigit() and int(major) < 8
