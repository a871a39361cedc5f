from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.shell.package_calls import package_call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class InstallScriptsRun(Rule):
    """Installation that runs the scripts of packages.

    ## What it flags
    `npm install`, `npm ci`, `yarn install` and `pnpm install` without `--ignore-scripts`.

    ## Why it is bad
    Every package may run what it likes when it is installed. That has been the way of many attacks.

    ## What to do
    Add `--ignore-scripts`, and run the few scripts that are needed by name: `npm rebuild sharp`.

    ## Limits
    pnpm 10 runs none unless they are allowed: where its version is not known, it is flagged.

    ## Sources
    - https://docs.npmjs.com/cli/commands/npm-ci#ignore-scripts
    """

    name = "install-scripts-run"
    aliases = ("sonar:S6505",)
    severity = "info"
    confidence = "low"
    on = ("$npm", "$yarn", "$pnpm")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            "FROM node:24\nRUN npm ci\n",
            "FROM node:24\nRUN yarn install --frozen-lockfile\n",
        ),
        good=(
            "FROM node:24\nRUN npm ci --ignore-scripts\n",
            "FROM node:24\nENV NPM_CONFIG_IGNORE_SCRIPTS=true\nRUN npm ci\n",
            "FROM node:24\nRUN npm run build\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        call = package_call(command)
        if call is None or not call.does(call.manager["install"]) or command.has("--ignore-scripts", "--mode"):
            return
        environment = {name.lower() for name in file.graph.environment(run)}
        if environment.isdisjoint(("npm_config_ignore_scripts", "yarn_enable_scripts")):
            yield self.at(call.span, f"`{command.name}` runs the scripts of every package", subject=(call, run))
