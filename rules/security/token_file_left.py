from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


_FILES = (".npmrc", ".netrc", ".pypirc", "pip.conf", ".git-credentials", "settings.xml", "auth.json", ".yarnrc.yml")
_SECRET = ("token", "password", "passwd", "secret", "pat", "key", "auth")


class TokenFileLeft(Rule):
    """A file with a token that stays in the layer.

    ## What it flags
    A RUN that writes a variable of the file whose name says that it is secret (ARG or ENV) into `.npmrc`, `.netrc`,
    `.pypirc`, `pip.conf`, `.git-credentials`, `settings.xml` or `auth.json`, also by `npm config set …_authToken`,
    and does not delete it.

    ## Why it is bad
    Everybody who can pull the image can read the file, also where a later RUN deletes it.

    ## What to do
    Mount the token as a secret for the RUN that needs it: `--mount=type=secret,id=npmrc,target=/root/.npmrc`.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "token-file-left"
    severity = "error"
    on = ("RUN ~_authtoken", *[f"RUN ~{name}" for name in _FILES])
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            (
                "FROM debian:13-slim\nARG NPM_TOKEN\n"
                'RUN echo "//registry.npmjs.org/:_authToken=$NPM_TOKEN" > ~/.npmrc && npm ci\n'
            ),
            (
                "FROM debian:13-slim\nARG GIT_PASSWORD\n"
                'RUN echo "machine example.com password ${GIT_PASSWORD}" >> /root/.netrc\n'
            ),
            (
                "FROM debian:13-slim\nARG NPM_TOKEN\n"
                "RUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci\n"
            ),
        ),
        good=(
            ('FROM debian:13-slim\nARG NPM_TOKEN\nRUN echo "$NPM_TOKEN" > ~/.npmrc && npm ci && rm -f ~/.npmrc\n'),
            (
                "FROM debian:13-slim\n"
                'RUN --mount=type=secret,id=t,env=NPM_TOKEN echo "$NPM_TOKEN" > ~/.npmrc && npm ci\n'
            ),
            'FROM debian:13-slim\nARG VERSION\nRUN echo "v=$VERSION" > ~/.npmrc\n',
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        text = node.line.text + "".join(document.content for document in node.heredocs)
        if "$" not in text or not (any(name in text for name in _FILES) or "_authToken" in text):
            return
        names = [
            name for name in file.graph.environment(node) if any(part in _SECRET for part in name.lower().split("_"))
        ]
        commands = file.commands(node) if any(f"${name}" in text or f"${{{name}" in text for name in names) else []
        for command in commands:
            place = next((one.target.text for one in command.redirects if one.writes), "")
            raws = [word.raw for word in command.arguments]
            kept = any(place.endswith(name) for name in _FILES) or any(
                "_authToken" in raw for raw in raws if command.name == "npm"
            )
            used = any(f"${name}" in raw or f"${{{name}" in raw for raw in raws for name in names)
            deleted = any(
                one.name == "rm" and any(word.text.endswith(_FILES) for word in one.arguments) for one in commands
            )
            if kept and used and not deleted:
                yield self.at(command, "a token stays in the layer: mount it as a secret", subject=(node, command))
                return
