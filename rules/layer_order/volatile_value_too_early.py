from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Arg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Definition, Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction

# A name is volatile if its words, split at `_`, begin with one of these sequences, behind one of the prefixes or
# without. With another prefix (`NGINX_GIT_COMMIT`) it may well be a version of something else.
_VOLATILE = (
    ("git", "sha"),
    ("git", "commit"),
    ("git", "rev"),
    ("git", "revision"),
    ("git", "hash"),
    ("git", "ref"),
    ("git", "describe"),
    ("commit", "sha"),
    ("commit", "hash"),
    ("commit", "id"),
    ("commit", "ref"),
    ("source", "commit"),
    ("vcs", "ref"),
    ("vcs", "rev"),
    ("vcs", "revision"),
    ("build", "date"),
    ("build", "time"),
    ("build", "timestamp"),
    ("build", "number"),
    ("build", "id"),
    ("build", "rev"),
    ("build", "sha"),
    ("build", "commit"),
    ("builddate",),
    ("buildtime",),
    ("buildnumber",),
    ("timestamp",),
    ("github", "sha"),
    ("github", "ref"),
    ("circle", "sha1"),
    ("run", "number"),
    ("run", "id"),
)
_PREFIXES = ("ci", "app", "image", "docker", "github", "gitlab", "circle", "travis", "jenkins", "drone", "buildkite")
# Defaults that stand for "not known here"; any other default is a version somebody pinned.
_PLACEHOLDERS = (
    "",
    "unknown",
    "none",
    "n/a",
    "na",
    "dev",
    "local",
    "undefined",
    "unset",
    "null",
    "0",
    "-",
    "snapshot",
)


class VolatileValueTooEarly(Rule):
    """Build argument that changes with every build, declared before steps that do not need it.

    ## What it flags
    An ARG such as `GIT_SHA`, `BUILD_DATE` or `BUILD_NUMBER` in front of a RUN that does not use it. An ENV or LABEL
    that takes its value is no use that needs the place: it can move along.

    ## Why it is bad
    Every ARG in force is in the environment of RUN and so part of its cache key. With a new value each RUN behind the
    ARG runs again.

    ## What to do
    Declare the ARG right before the first step that uses it, together with the LABEL that takes its value: mostly at
    the end of the stage.

    ## Limits
    An ARG with a real default value is taken for a pinned version.

    ## Sources
    - https://docs.docker.com/reference/dockerfile/#impact-on-build-caching
    """

    name = "volatile-value-too-early"
    on = ("@stage",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n"
                "RUN apt-get update && apt-get install -y curl\n",
                lines=(2,),
            ),
            Example(
                "FROM node:22-slim\nARG BUILD_DATE=unknown\nENV BUILT=$BUILD_DATE\nCOPY . .\nRUN npm ci\n",
                lines=(2,),
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n",
            'FROM golang:1.27\nCOPY . .\nARG GIT_SHA\nRUN go build -ldflags "-X main.commit=$GIT_SHA" .\n',
            "FROM debian:13-slim\nARG NGINX_GIT_COMMIT=0a1b2c3\nRUN ./fetch.sh\nRUN ./build.sh $NGINX_GIT_COMMIT\n",
            "ARG GIT_SHA\nFROM debian:13-slim\nRUN true\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        for node in stage.instructions:
            if not isinstance(node, Arg):
                continue
            for pair in node.pairs:
                default = pair.value.value.strip("\"'").lower() if pair.value else ""
                if not is_volatile(pair.name) or default not in _PLACEHOLDERS:
                    continue
                users = _users(pair.name, node, file)
                victim = _first_run_without_use(stage, node, users)
                if victim is not None:
                    message = (
                        f"`{pair.name}` changes with every build and makes RUN in line {victim.start_line} run again"
                    )
                    yield self.at(pair, message)


def is_volatile(name: str) -> bool:
    """Whether a variable's name says that its value changes with every build."""
    words = tuple(name.lower().split("_"))
    readings = (words, words[1:]) if words[0] in _PREFIXES else (words,)
    return any(reading[: len(sequence)] == sequence for sequence in _VOLATILE for reading in readings)


def _users(name: str, arg: Arg, file: Dockerfile) -> set[int]:
    """Return the indices of the RUN, COPY and ADD instructions that use the ARG, or an ENV that takes its value."""
    wanted = [one for one in file.graph.definitions if one.instruction is arg and one.name == name]
    users: set[int] = set()
    seen: set[Definition] = set()
    while wanted:
        definition = wanted.pop()
        if definition in seen:
            continue
        seen.add(definition)
        for use in file.graph.uses_of(definition):
            if use.instruction.keyword in ("ENV", "ARG"):
                wanted += [one for one in file.graph.definitions if one.instruction is use.instruction]
            elif use.instruction.keyword != "LABEL":
                users.add(use.instruction.index)
    return users


def _first_run_without_use(stage: Stage, arg: Arg, users: set[int]) -> Instruction | None:
    """Return the first RUN behind the ARG, where it comes before anything that uses the value."""
    for node in stage.instructions[stage.position(arg) + 1 :]:
        if node.index in users:
            return None
        if node.keyword == "RUN":
            return node
    return None
