from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.user.common import last_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class CreatedUserUnused(Rule):
    """An account is created, and the image runs as root.

    ## What it flags
    `useradd` or `adduser` in the image's own stages, where no USER follows and nothing else names the account.

    ## Why it is bad
    Somebody meant the program to run without root's rights, and it does not.

    ## What to do
    Add USER with that account behind the last step that needs root.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    """

    name = "created-user-unused"
    aliases = ("tally:user-created-but-never-used",)
    severity = "info"
    confidence = "medium"
    on = ("@stage",)
    groups = {"strict": {}}
    not_in = {"onbuild": "a trigger runs in another build"}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nRUN useradd -r -u 10001 app\nCMD ["serve"]\n',
            'FROM alpine:3.22\nRUN adduser -D web\nCOPY . /srv\nCMD ["serve"]\n',
        ),
        good=(
            "FROM debian:13-slim\nRUN useradd -r -u 10001 app\nUSER app\n",
            ('FROM debian:13-slim\nRUN useradd app\nCOPY --chown=app . /srv\nENTRYPOINT ["gosu", "app", "serve"]\n'),
            'FROM debian:13-slim\nRUN useradd app && chown app /srv\nENTRYPOINT ["/run.sh"]\n',
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if stage is not file.graph.target or last_user(stage, inherited=True) is not None:
            return
        root = stage.bases[-1].base_image
        if root is not None and root.user not in (None, "root"):
            return
        for run in stage.instructions:
            text = run.line.text + "".join(document.content for document in run.heredocs)
            if run.keyword != "RUN" or ("useradd" not in text and "adduser" not in text):
                continue
            for command in file.commands(run):
                if command.name in ("useradd", "adduser") and not command.conditional and not command.is_inside:
                    names = command.positionals(_VALUED)
                    shell = command.option_value("-s", "--shell")
                    if shell is not None and shell.text.endswith(("nologin", "false")):
                        continue  # a server's own, which it becomes by itself
                    if len(names) == 1 and names[0].value and _mentions(stage, names[0].value) == 1:
                        message = f"the account `{names[0].value}` is created, and the image runs as root"
                        yield self.at(names[0], message, subject=(command, stage))


# Of useradd, and of the adduser of Debian and of busybox.
_VALUED = (
    "-b",
    "-c",
    "-d",
    "-e",
    "-f",
    "-g",
    "-G",
    "-h",
    "-k",
    "-K",
    "-p",
    "-s",
    "-u",
    "-Z",
    "--base-dir",
    "--comment",
    "--gecos",
    "--gid",
    "--groups",
    "--home",
    "--home-dir",
    "--ingroup",
    "--password",
    "--shell",
    "--uid",
)


def _mentions(stage: Stage, name: str) -> int:
    """Return how many instructions of the stage and those it is built on name the account anywhere."""
    texts = [
        one.line.text + "".join(doc.content for doc in one.heredocs)
        for link in stage.bases
        for one in link.instructions
    ]
    return sum(name in text for text in texts) + any(text.count(name) > 1 and "chown" in text for text in texts)
