from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.shell.package_calls import package_call
from dockerlint.syntax.instructions import Copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class NpmInstallInsteadOfCi(Rule):
    """npm install of a project whose lock file has been copied.

    ## What it flags
    `npm install` and `npm i` without packages, where a COPY of the stage has brought `package-lock.json` or `npm-
    shrinkwrap.json`.

    ## Why it is bad
    `npm install` may change the lock file, and with it the versions: the image holds others than were tested.

    ## What to do
    Write `npm ci`. It refuses where lock file and manifest do not agree.

    ## Sources
    - https://docs.npmjs.com/cli/commands/npm-ci
    """

    name = "npm-install-instead-of-ci"
    aliases = ("dockerfile-doctor:DD010", "droast:DF031")
    severity = "info"
    on = ("$npm",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm install\n",
                fixed="FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm ci\n",
            ),
            "FROM node:24\nCOPY package*.json ./\nRUN npm i --omit=dev && npm run build\n",
        ),
        good=(
            "FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm ci\n",
            "FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm install -g yarn\n",
            "FROM node:24\nCOPY package.json ./\nRUN npm install\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        stage = file.graph.stage_of(run)
        if call is None or call.verb not in ("install", "i") or len(call.words) > 1 or stage is None:
            return
        if command.has("-g", "--global", "--location", "--no-package-lock", "--prefix"):
            return
        for step in stage.instructions[: max(stage.position(run), 0)]:
            if isinstance(step, Copy) and step.from_ is None and any(_is_lock(word.value) for word in step.sources):
                yield self.at(
                    call.span, "`npm install` may change the lock file: `npm ci` keeps to it", subject=(call, run)
                )
                return


def _is_lock(source: str) -> bool:
    return source.strip("\"'").rpartition("/")[2] in (
        "package-lock.json",
        "npm-shrinkwrap.json",
        "package*.json",
        "package-*.json",
    )
