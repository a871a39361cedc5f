from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.user.common import ROOT, STEP_DOWN, last_user
from dockerlint.syntax.instructions import User

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RootAsLastUser(Rule):
    """The image's last USER is root.

    ## What it flags
    A stage that is built as the image and whose last USER, its own or that of a stage it is built on, is `root` or `0`.
    An image whose ENTRYPOINT or CMD steps down by itself (`gosu`, `su-exec`, `setpriv` ...) is left alone, and so is
    one whose last `ONBUILD USER` gives the images built on it another user.

    ## Why it is bad
    Whoever breaks into the program is root in the container: he may change every file of it, and a gap in the
    kernel or a mounted socket makes him root on the host.

    ## What to do
    Go back to an unprivileged user behind the steps that need root: `USER app`, best by number.

    The fix does that where such a user is certainly there and nothing behind needs root: the base image changes to
    him, or a USER, `useradd`, `usermod` or `chown` of the file names him. It is unsafe: files that root owns may be
    ones that the program writes. No account is made up, for which files it should own is not told.

    ## Options
    - `every-stage`: look at every stage for itself, those that are thrown away too. Default: false

    ## Sources
    - https://docs.docker.com/build/building/best-practices/#user
    """

    name = "root-as-last-user"
    aliases = (
        "hadolint:DL3002",
        "checkov:CKV_DOCKER_8",
        "trivy:DS-0002",
        "kics:67fd0c4a",
        "parfum:DL3002",
        "dockerfile_lint:root_user",
        "slim:ID.20017",
        "dockerfile-doctor:DD008",
        "buddy:EU0001",
        "sonar:S6471",
        "semgrep:last-user-is-root",
        "droast:DF002",
    )
    on = ("@stage USER",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"every-stage": True}}
    options = {"every-stage": False}
    examples = Examples(
        bad=(
            Example(
                "FROM node:24-slim\nUSER root\nWORKDIR /srv\nCOPY . .\nCMD node server.js\n",
                lines=(2,),
                fixed="FROM node:24-slim\nUSER root\nWORKDIR /srv\nCOPY . .\nUSER node\nCMD node server.js\n",
            ),
            Example(
                "FROM debian:13-slim\nRUN useradd -u 1000 app\nUSER app\nRUN id\nUSER 0\nEXPOSE 8080\n",
                lines=(5,),
                fixed="FROM debian:13-slim\nRUN useradd -u 1000 app\nUSER app\nRUN id\nUSER app\nEXPOSE 8080\n",
            ),
            Example(
                'FROM php:8.4-fpm\nUSER root\nRUN usermod -u 1000 www-data\nEXPOSE 9000\nCMD ["php-fpm"]\n',
                lines=(2,),
                fixed="FROM php:8.4-fpm\nUSER root\nRUN usermod -u 1000 www-data\nUSER www-data\nEXPOSE 9000\n"
                'CMD ["php-fpm"]\n',
            ),
            Example(
                "FROM jenkins/jenkins:lts\nUSER root\nRUN apt-get update && apt-get install -y make\n",
                lines=(2,),
                fixed="FROM jenkins/jenkins:lts\nUSER root\nRUN apt-get update && apt-get install -y make\n"
                "USER jenkins\n",
            ),
            Example("FROM debian:13-slim\nUSER root\nRUN make\n", refused="no other user is known"),
            Example(
                'FROM node:24\nUSER root\nENTRYPOINT ["bash", "-c"]\nCMD ["cp -r /out /data"]\n', refused="a script"
            ),
            Example("FROM node:24-slim\nUSER root\nEXPOSE 80\n", refused="port 80"),
            Example("FROM debian:13-slim AS base\nUSER root\nFROM base\nCMD serve\n", lines=(2,)),
        ),
        good=(
            "FROM debian:13-slim\nUSER root\nRUN make\nUSER 1000\n",
            "FROM debian:13-slim AS build\nUSER root\nRUN make\nFROM debian:13-slim\nUSER app\n",
            "FROM debian:13-slim\nUSER rooter\n",
            'FROM debian:13-slim\nUSER root\nENTRYPOINT ["gosu", "app", "serve"]\n',
            'FROM phusion/baseimage\nUSER root\nENTRYPOINT ["/sbin/my_init", "--", "setuser", "app", "serve"]\n',
            "FROM debian:13-slim\nUSER root\nONBUILD USER root\nONBUILD RUN make\nONBUILD USER app\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if stage.is_implied:
            return
        every = bool(self.option["every-stage"])
        if not every and (stage is not file.graph.target or _steps_down(stage, file) or _hands_over(stage)):
            return
        user = last_user(stage, inherited=not every)
        if user is not None and user.user in ROOT:
            message = f"the last user is `{user.user}`: go back to an unprivileged one"
            yield self.at(user.arguments, message, subject=(user, stage))


def _hands_over(stage: Stage) -> bool:
    """Whether the images that are built on this one begin with another user."""
    users = [node.inner for node in stage.instructions if isinstance(node.inner, User)]
    return bool(users) and users[-1].user not in ROOT


def _steps_down(stage: Stage, file: Dockerfile) -> bool:
    starters = [node for link in stage.bases for node in link.instructions if node.keyword in ("CMD", "ENTRYPOINT")]
    return any(word.text in STEP_DOWN for node in starters for one in file.commands(node) for word in one.words)
