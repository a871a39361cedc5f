from __future__ import annotations

from dockerlint.graph.paths import BASE_DIRECTORY
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.correctness.relative_copy_destination import is_relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Workdir


class RelativeWorkdir(Rule):
    """WORKDIR relative to a directory that the file does not tell.

    ## What it flags
    A relative WORKDIR with no absolute one in front of it, in its stage or in those that this one is built on.

    ## Why it is bad
    It is relative to the working directory of the base image. Who reads the file does not know where that is, and it
    can change with the next version of the base image.

    ## What to do
    Write the whole path.

    The fix does that where the file tells the directory that it is relative to, which is safe. Where that is the base
    image's, there is none.

    ## Options
    - `any`: also raise it where an absolute WORKDIR stands in front. Default: true, but false in the
      groups `recommended` and `buildkit`

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#workdir
    - https://docs.docker.com/reference/build-checks/workdir-relative-path/
    """

    name = "relative-workdir"
    aliases = (
        "hadolint:DL3000",
        "buildkit:WorkdirRelativePath",
        "checkov:CKV_DOCKER_10",
        "trivy:DS-0009",
        "kics:6b376af8",
        "dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE",
        "redcoolbeans:absolute_workdir",
        "slim:ID.20015",
        "sonar:S7021",
        "dockerfile-doctor:DD011",
        "buddy:EW0001",
        "droast:DF009",
        "dockerfilelint:invalid_workdir",
    )
    on = ("WORKDIR",)
    groups = {"recommended": {"any": False}, "strict": {}, "hadolint": {"any": True}, "buildkit": {"any": False}}
    options = {"any": True}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nWORKDIR app\n", lines=(2,), refused="not known"),
            Example(
                "FROM debian:13-slim AS base\nFROM base\nWORKDIR ./app\nWORKDIR bin\n",
                lines=(3,),
                options={"any": False},
            ),
            Example("FROM debian:13-slim\nENV APP=app\nWORKDIR $APP\n", lines=(3,), options={"any": False}),
            Example(
                "FROM debian:13-slim\nWORKDIR /srv\nWORKDIR app\nWORKDIR ../log\n",
                options={"any": True},
                lines=(3, 4),
                fixed="FROM debian:13-slim\nWORKDIR /srv\nWORKDIR /srv/app\nWORKDIR /srv/log\n",
            ),
        ),
        good=(
            Example("FROM debian:13-slim\nWORKDIR /srv\nWORKDIR app\n", options={"any": False}),
            'FROM debian:13-slim\nWORKDIR "/srv/app"\n',
            Example('FROM debian:13-slim\nWORKDIR "@workdir"\n', options={"any": False}),
            "FROM debian:13-slim\nWORKDIR $HOME/app\n",
            "FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\app\n",
        ),
    )

    def instruction(self, node: Workdir, file: Dockerfile) -> Findings:  # type: ignore[override]
        path = node.path.value.strip("\"'")
        if path.startswith("$") and not self.option["any"]:
            path = file.graph.expand(node, path) or path
        if not is_relative(path) or (self.option["any"] and node.in_onbuild):
            return
        if not self.option["any"]:
            directory = file.graph.working_directory(node)
            # `@workdir` waits for a value that a program puts in.
            if directory != BASE_DIRECTORY or path.startswith("@"):
                return
        yield self.at(node.path, f"`{path}` is relative to another directory: write the whole path", subject=node)
