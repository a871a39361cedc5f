from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class NpmAsFirstProcess(Rule):
    """npm between the container and its program.

    ## What it flags
    CMD and ENTRYPOINT that start `npm start`, `npm run`, `yarn start` or `pnpm start`.

    ## Why it is bad
    npm does not hand SIGTERM on to a program that its script starts by way of a shell: Docker waits ten seconds and
    kills it. It also takes some 50 MB of memory.

    ## What to do
    Start the program itself: `CMD ["node", "server.js"]`.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#cmd
    """

    name = "npm-as-first-process"
    severity = "info"
    on = ("CMD", "ENTRYPOINT")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM node:24\nCMD ["npm", "start"]\n',
            "FROM node:24\nENTRYPOINT yarn run serve\n",
        ),
        good=(
            'FROM node:24\nCMD ["node", "server.js"]\n',
            'FROM node:24 AS build\nCMD ["npm", "test"]\nFROM nginx:1.29\n',
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        if not any(name in node.line.text for name in ("npm", "yarn")) or node.in_onbuild:
            return
        if file.graph.stage_of(node) not in file.graph.shipped:
            return
        for command in file.commands(node):
            words = [word.text for word in command.arguments[:1]]
            if (
                command.name in ("npm", "yarn", "pnpm")
                and words in (["start"], ["run"])
                and command.name_word is not None
            ):
                yield self.at(
                    command.name_word,
                    f"`{command.name}` does not hand signals on: start the program itself",
                    subject=node,
                )
