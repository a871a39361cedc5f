from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.security._secret_flow import written_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Run


class SecretMountCopied(Rule):
    """A mounted secret that a command writes into the layer.

    ## What it flags
    `cp`, `mv`, `install`, `cat >`, `tee` and `echo "$(cat …)" >` of the file of a secret mount to another path,
    where nothing of the same RUN deletes that path.

    ## Why it is bad
    The mount keeps the secret out of the image; the copy puts it in.

    ## What to do
    Use the file where it is, or mount it where the program looks for it:
    `--mount=type=secret,id=npmrc,target=/root/.npmrc`.

    ## Sources
    - https://docs.docker.com/build/building/secrets/
    """

    name = "secret-mount-copied"
    severity = "error"
    on = ("RUN --mount",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            ("FROM debian:13-slim\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci\n"),
            ("FROM debian:13-slim\nRUN --mount=type=secret,id=key,target=/key cat /key > /root/.ssh/id_rsa\n"),
            ('FROM debian:13-slim\nRUN --mount=type=secret,id=t echo "token=$(cat /run/secrets/t)" > ~/.netrc\n'),
        ),
        good=(
            "FROM debian:13-slim\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n",
            (
                "FROM debian:13-slim\n"
                "RUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc ~/.npmrc && npm ci && rm ~/.npmrc\n"
            ),
            'FROM debian:13-slim\nRUN --mount=type=secret,id=t TOKEN="$(cat /run/secrets/t)" make\n',
            "FROM debian:13-slim\nRUN --mount=type=cache,target=/key cat /key > /a\n",
        ),
    )

    def instruction(self, node: Run, file: Dockerfile) -> Findings:  # type: ignore[override]
        if not node.flags or not any(mount.type == "secret" for mount in node.mounts):
            return
        commands = file.commands(node)
        places = [mount.target or f"/run/secrets/{mount.id or ''}" for mount in node.mounts if mount.type == "secret"]
        for command in commands:
            target = written_secret(command, places)
            if target and not any(
                one.name == "rm" and any(word.text == target for word in one.arguments) for one in commands
            ):
                yield self.at(command, f"the secret goes into the layer: `{target}`", subject=(node, command))
                return
