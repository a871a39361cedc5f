from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import Arg

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction, Pair

_NEVER = float("inf")
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
    on = ("@file ARG",)
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM debian:13-slim\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n"
                "RUN apt-get update && apt-get install -y curl\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nRUN apt-get update && apt-get install -y curl\nARG GIT_SHA\n"
                "LABEL org.opencontainers.image.revision=$GIT_SHA\n",
            ),
            Example(
                "FROM node:22-slim\nARG BUILD_DATE=unknown\nENV BUILT=$BUILD_DATE\nCOPY . .\nRUN npm ci\n",
                lines=(2,),
                fixed="FROM node:22-slim\nCOPY . .\nRUN npm ci\nARG BUILD_DATE=unknown\nENV BUILT=$BUILD_DATE\n",
            ),
            Example(
                "FROM debian:13-slim\nARG GIT_SHA\nRUN make\nRUN make info SHA=$GIT_SHA\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nRUN make\nARG GIT_SHA\nRUN make info SHA=$GIT_SHA\n",
            ),
        ),
        good=(
            "FROM debian:13-slim\nRUN apt-get update\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n",
            'FROM golang:1.27\nCOPY . .\nARG GIT_SHA\nRUN go build -ldflags "-X main.commit=$GIT_SHA" .\n',
            "FROM debian:13-slim\nARG NGINX_GIT_COMMIT=0a1b2c3\nRUN ./fetch.sh\nRUN ./build.sh $NGINX_GIT_COMMIT\n",
            "ARG GIT_SHA\nFROM debian:13-slim\nRUN true\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        if not any(map(_is_volatile_argument, file.tree.instructions)):
            return
        first_uses = _first_uses(file)
        volatile: dict[tuple[str, str], bool] = {}  # by name and default
        for stage in file.stages:
            run: Instruction | None = None  # the nearest behind
            for node in reversed(stage.instructions):
                if node.keyword == "RUN":
                    run = node
                elif isinstance(node, Arg) and run is not None:
                    for pair in node.pairs:
                        name = pair.name
                        key = (name, pair.value.value if pair.value else "")
                        if key not in volatile:
                            volatile[key] = is_volatile_pair(pair)
                        need = first_uses.get((node.index, name), _NEVER) if volatile[key] else 0
                        if run.index < need:
                            place = f"RUN in line {run.start_line}"
                            message = f"`{name}` changes with every build and makes {place} run again"
                            yield self.at(pair, message, subject=(node, pair, None if need == _NEVER else int(need)))


def _is_volatile_argument(node: Instruction) -> bool:
    return isinstance(node, Arg) and any(map(is_volatile_pair, node.pairs))


def is_volatile_pair(pair: Pair) -> bool:
    """Whether a build argument changes with every build: by its name, and no version is its default."""
    default = pair.value.value.strip("\"'").lower() if pair.value else ""
    return default in _PLACEHOLDERS and is_volatile(pair.name)


def is_volatile(name: str) -> bool:
    """Whether a variable's name says that its value changes with every build."""
    words = tuple(name.lower().split("_"))
    readings = (words, words[1:]) if words[0] in _PREFIXES else (words,)
    return any(reading[: len(sequence)] == sequence for sequence in _VOLATILE for reading in readings)


def _first_uses(file: Dockerfile) -> dict[tuple[int, str], float]:
    """Return, for the ARG or ENV at an index and a name, the index of the first instruction that needs the value there.

    An ENV or ARG that takes the value needs it where its own value is needed; a LABEL needs it nowhere.
    """
    graph = file.graph
    firsts: dict[tuple[int, str], float] = {}
    of_instruction: dict[int, float] = {}
    # Whatever takes a value stands behind it.
    for definition in reversed(graph.definitions):
        first = _NEVER
        for use in graph.uses_of(definition):
            index = use.instruction.index
            if use.instruction.keyword in ("ENV", "ARG"):
                first = min(first, of_instruction.get(index, _NEVER))
            elif use.instruction.keyword != "LABEL":
                first = min(first, index)
        index = definition.instruction.index
        firsts[index, definition.name] = first
        of_instruction[index] = min(first, of_instruction.get(index, _NEVER))
    return firsts
