from __future__ import annotations

from dockerlint.knowledge.reference import parse_reference
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Copy, Workdir

# Official images that are known to set no WORKDIR. Others may have one, and then the destination is a known place.
_SET_NO_WORKDIR = frozenset(
    (
        "almalinux", "alpine", "amazonlinux", "archlinux", "buildpack-deps", "busybox", "centos", "debian",
        "eclipse-temurin", "fedora", "gcc", "maven", "nginx", "node", "openjdk", "oraclelinux", "python", "rockylinux",
        "ruby", "rust", "ubuntu",
    )
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings


class RelativeCopyDestination(Rule):
    """COPY to a relative path although no WORKDIR says what it is relative to.

    ## What it flags
    The first COPY to a relative destination in a stage where neither it nor a stage it is built on has set WORKDIR in
    front, and whose base image is one that has set none either. What other base images set is not known.

    ## Why it is bad
    The files go wherever the base image happens to work, mostly into `/` beside the system's own directories, and
    elsewhere when the base image moves.

    ## What to do
    Set WORKDIR, or write the path out.

    The fix writes the path out. It is safe in a stage that begins with nothing, unsafe where the directory is known
    from the base image's publisher, and refused elsewhere: nothing in the file tells the directory.

    ## Options
    - `any-base`: whatever the base image is, scratch too, and every COPY instead of the first. Default: false

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#workdir
    - https://docs.docker.com/build/building/best-practices/#workdir
    """

    name = "relative-copy-destination"
    aliases = ("hadolint:DL3045", "dockerfile-doctor:DD041", "droast:DF063")
    on = ("@stage COPY",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"any-base": True}}
    options = {"any-base": False}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nCOPY . app\nCOPY a /b\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nCOPY . /app\nCOPY a /b\n",
            ),
            Example("FROM example.com/base:1\nCOPY a b\n", options={"any-base": True}, refused="not known"),
            Example("FROM debian:13-slim AS base\nRUN make\nFROM base\nCOPY a ./\n", lines=(4,)),
            Example(
                "FROM scratch\nCOPY serve bin/\n",
                options={"any-base": True},
                fixed="FROM scratch\nCOPY serve /bin/\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nWORKDIR /srv\nCOPY . app\n",
            "FROM debian:13-slim AS base\nWORKDIR /srv\nFROM base\nCOPY . .\n",
            "FROM debian:13-slim\nARG DIR\nCOPY . $DIR/app\n",
            "FROM scratch\nCOPY serve .\n",
            "FROM golang:1.27\nCOPY . .\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        any_base = bool(self.option["any-base"])
        if not any_base and not begins_at_root(stage):
            return
        if any(isinstance(node, Workdir) for link in stage.bases[1:] for node in link.instructions):
            return
        for node in stage.instructions:
            if isinstance(node, Workdir):
                return
            if isinstance(node, Copy) and node.destination is not None:
                path = node.destination.value.strip("\"'")
                if is_relative(path):
                    yield self.at(
                        node.destination, f"`{path}` is relative, and no WORKDIR is set", subject=(node, stage)
                    )
                    if not any_base:
                        return


def begins_at_root(stage: Stage) -> bool:
    """Whether the base image is one that certainly sets no working directory, so that it is `/`."""
    image = stage.bases[-1].image
    reference = parse_reference(image) if image else None
    return reference is not None and reference.familiar in _SET_NO_WORKDIR


def is_relative(path: str) -> bool:
    """Whether a path is certainly relative: no root, no drive, no variable in front."""
    drive = path[1:2] == ":" and path[:1].isalpha()
    return not path.startswith(("/", "$")) and not drive
