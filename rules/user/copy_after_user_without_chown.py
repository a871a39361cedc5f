from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.user.common import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Add, Copy


class CopyAfterUserWithoutChown(Rule):
    """Files for an unprivileged user that belong to root.

    ## What it flags
    COPY and ADD behind a USER that is not root, without `--chown`, into a stage that reaches the image.

    ## Why it is bad
    COPY gives files to root, whatever USER says. A program that has to write them fails when it does.

    ## What to do
    Where the program only reads them, leave it. Where it writes them, add `--chown` with the user.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
    """

    name = "copy-after-user-without-chown"
    aliases = ("tally:copy-after-user-without-chown", "tally:ruby/state-paths-not-writable-as-non-root")
    severity = "info"
    on = ("COPY", "ADD")
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nUSER app\nCOPY . /srv\n",
                fixed="FROM debian:13-slim\nUSER app\nCOPY --chown=app . /srv\n",
            ),
            Example(
                'FROM debian:13-slim\nUSER 10001:10001\nADD a.tgz /srv/\nCMD ["x"]\n',
                fixed='FROM debian:13-slim\nUSER 10001:10001\nADD --chown=10001:10001 a.tgz /srv/\nCMD ["x"]\n',
            ),
        ),
        good=(
            "FROM debian:13-slim\nUSER app\nCOPY --chown=app . /srv\n",
            "FROM debian:13-slim\nUSER app\nUSER root\nCOPY . /srv\n",
            "FROM debian:13-slim\nCOPY . /srv\nUSER app\n",
            "FROM debian:13-slim\nUSER app\nCOPY --chmod=755 run.sh /\n",
        ),
    )

    def instruction(self, node: Copy | Add, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.stage_of(node)
        if (
            node.chown is not None
            or node.chmod is not None
            or node.in_onbuild
            or stage not in file.graph.shipped
            or stage is None
        ):
            return
        user = next(
            (one for one in reversed(stage.instructions[: stage.position(node)]) if one.keyword == "USER"), None
        )
        if user is not None and user.arguments.value and user.arguments.value.partition(":")[0] not in ROOT:
            if stage.base_image is not None and stage.base_image.distribution == "windows":
                return
            message = f"the files belong to root, whatever USER says: add `--chown={user.arguments.value}`"
            yield self.at(node.keyword_word, message, subject=(node, user))
