from __future__ import annotations

from dockerlint.lint.rule import Examples, Rule
from dockerlint.rules.user.common import ROOT, STEP_DOWN, last_user

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Volume


class RootWithVolumes(Rule):
    """A program that is root and keeps data.

    ## What it flags
    VOLUME in the image's own stages, where the image's user is root.

    ## Why it is bad
    The files in the volume belong to root on the host too: whoever breaks into the program can leave programs there
    that others start, and a later change to an unprivileged user cannot read them.

    ## What to do
    Create an account, give it the directory (`chown`) and end with `USER 10001`.

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    """

    name = "root-with-volumes"
    aliases = ("tally:stateful-root-runtime",)
    severity = "info"
    on = ("VOLUME",)
    groups = {"strict": {}}
    examples = Examples(
        bad=(
            'FROM debian:13-slim\nVOLUME /data\nCMD ["serve"]\n',
            'FROM debian:13-slim\nUSER root\nVOLUME ["/data"]\nCMD ["serve"]\n',
        ),
        good=(
            "FROM debian:13-slim\nVOLUME /data\nUSER 10001\n",
            'FROM debian:13-slim\nVOLUME /data\nENTRYPOINT ["gosu", "app", "serve"]\n',
            "FROM debian:13-slim AS x\nVOLUME /data\nFROM debian:13-slim\nUSER app\n",
        ),
    )

    def instruction(self, node: Volume, file: Dockerfile) -> Findings:  # type: ignore[override]
        stage = file.graph.target
        if stage is None or file.graph.stage_of(node) not in file.graph.shipped:
            return
        user = last_user(stage, inherited=True)
        image = stage.base_image
        if user is not None and user.user not in ROOT:
            return
        if user is None and image is not None and image.user is not None and image.user not in ROOT:
            return
        starters = [one for link in stage.bases for one in link.instructions if one.keyword in ("CMD", "ENTRYPOINT")]
        if any(
            word.text in STEP_DOWN or word.text.endswith(".sh")
            for one in starters
            for command in file.commands(one)
            for word in command.words
        ):
            return
        yield self.at(node.keyword_word, "the data of a program that is root: give it an account", subject=node)
