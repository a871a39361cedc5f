from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Copy, Workdir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RelativeCopyDestination(Rule):
    """COPY to a relative path although no WORKDIR says what it is relative to.

    ## What it flags
    COPY to a relative destination in a stage on an external image, where neither it nor a stage it is built on has set
    WORKDIR in front.

    ## Why it is bad
    The files go wherever the base image happens to work, mostly into `/` beside the system's own directories, and
    elsewhere when the base image moves.

    ## What to do
    Set WORKDIR, or write the path out.

    The fix writes the path out where the directory is known, which is safe. Where it is the base image's, nothing in the
    file tells it, and there is none.

    ## Options
    - `scratch`: also raise it in stages that begin with nothing, where the directory is `/`. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#workdir
    - https://docs.docker.com/build/building/best-practices/#workdir
    """

    name = "relative-copy-destination"
    aliases = ("hadolint:DL3045", "dockerfile-doctor:DD041", "droast:DF063")
    on = ("@stage",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"scratch": True}}
    options = {"scratch": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nCOPY . app\n", lines=(2,), refused="not known"),
            Example("FROM debian:13-slim AS base\nRUN make\nFROM base\nCOPY a ./\n", lines=(4,)),
            Example(
                "FROM scratch\nCOPY serve bin/\n",
                options={"scratch": True},
                fixed="FROM scratch\nCOPY serve /bin/\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nWORKDIR /srv\nCOPY . app\n",
            "FROM debian:13-slim AS base\nWORKDIR /srv\nFROM base\nCOPY . .\n",
            "FROM debian:13-slim\nARG DIR\nCOPY . $DIR/app\n",
            "FROM scratch\nCOPY serve .\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:  # noqa: ARG002
        if stage.bases[-1].is_scratch and not self.option["scratch"]:
            return
        if any(isinstance(node, Workdir) for link in stage.bases[1:] for node in link.instructions):
            return
        for node in stage.instructions:
            if isinstance(node, Workdir):
                return
            if isinstance(node, Copy) and node.destination is not None:
                path = node.destination.value.strip("\"'")
                if is_relative(path):
                    yield self.at(node.destination, f"`{path}` is relative, and no WORKDIR is set", subject=node)


def is_relative(path: str) -> bool:
    """Whether a path is certainly relative: no root, no drive, no variable in front."""
    drive = path[1:2] == ":" and path[:1].isalpha()
    return not path.startswith(("/", "$")) and not drive
