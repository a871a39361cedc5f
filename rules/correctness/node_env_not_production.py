from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class NodeEnvNotProduction(Rule):
    """A Node.js server that is not told that it is in production.

    ## What it flags
    An image that starts `node`, `npm start` or `yarn start`, where NODE_ENV is set nowhere in the file.

    ## Why it is bad
    Express and others then render every page anew and show errors with their stack; many packages log more.

    ## What to do
    `ENV NODE_ENV=production` behind the installation of what the build needs.

    ## Sources
    - https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production
    """

    name = "node-env-not-production"
    aliases = ("dockerfile-doctor:DD067",)
    severity = "info"
    on = ("@file",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM node:24-slim\nCMD ["node", "server.js"]\n',
            "FROM node:24-slim\nCMD npm start\n",
        ),
        good=(
            'FROM node:24-slim\nENV NODE_ENV=production\nCMD ["node", "server.js"]\n',
            'FROM node:24-slim\nCMD ["npm", "run", "dev"]\n',
            'FROM node:24-slim AS test\nCMD ["node", "a.js"]\nFROM nginx:1.29\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or "NODE_ENV" in file.tree.text:
            return
        starter = next((one for one in reversed(stage.instructions) if one.keyword in ("ENTRYPOINT", "CMD")), None)
        for command in file.commands(starter) if starter is not None else ():
            words = [word.text for word in command.arguments]
            if (command.name == "node" and words) or (
                command.name in ("npm", "yarn", "pnpm") and words[:1] == ["start"]
            ):
                yield self.at(
                    command.name_word or command,
                    "the server is not told that it is in production: set NODE_ENV",
                    subject=starter,
                )
                return
