from __future__ import annotations

from dockerlint.lint.rule import Examples
from dockerlint.rules.security._variable import VariableRule, setters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction


class NpmTlsVerificationOff(VariableRule):
    """npm, Yarn or pnpm told not to check certificates.

    ## What it flags
    `strict-ssl` set to false: by `npm config set`, `yarn config set`, `--strict-ssl=false`, or the variable
    `NPM_CONFIG_STRICT_SSL`.

    ## Why it is bad
    Packages may come from anybody. Their scripts run when they are installed.

    ## What to do
    Leave it out, and name the certificate of a private registry: `npm config set cafile ca.pem`.

    ## Sources
    - https://docs.npmjs.com/cli/using-npm/config#strict-ssl
    """

    name = "npm-tls-verification-off"
    aliases = ("checkov:CKV2_DOCKER_12", "checkov:CKV2_DOCKER_13")
    severity = "error"
    groups = {"recommended": {}, "strict": {}}
    on = (*setters("npm_config_strict_ssl", "yarn_strict_ssl"), "$npm", "$yarn", "$pnpm", "$yarnpkg")
    variables = ("npm_config_strict_ssl", "yarn_strict_ssl")
    off = ("false", "0")
    effect = "makes the package manager take any certificate"
    examples = Examples(
        bad=(
            "FROM node:24-slim\nRUN npm config set strict-ssl false && npm ci\n",
            "FROM node:24-slim\nENV NPM_CONFIG_STRICT_SSL=false\n",
            "FROM node:24-slim\nRUN npm config set strict-ssl=false\n",
            'FROM node:24-slim\nRUN yarn config set "strict-ssl" false -g\n',
            "FROM node:24-slim\nRUN npm ci --strict-ssl=false\n",
        ),
        good=(
            "FROM node:24-slim\nRUN npm config set strict-ssl true\n",
            "FROM node:24-slim\nRUN npm config get strict-ssl && npm run build -- false\n",
        ),
    )

    def command(self, command: Command, run: Instruction, file: Dockerfile) -> Findings:
        yield from super().command(command, run, file)
        words = command.arguments
        for index, word in enumerate(words):
            setting, equals, value = word.text.lower().removeprefix("--").partition("=")
            if setting != "strict-ssl":
                continue
            if not equals and index + 1 < len(words):
                value = words[index + 1].text.lower()
            if value in self.off:
                yield self.at(word, f"`strict-ssl` {self.effect}", subject=(command, word))
