from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.lint.spelling import nearest
from dockerlint.rules.correctness._undefined import base_may_set, in_from, undefined_uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph.references import Use
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

# What images set beside PATH, for misspelt names.
_COMMON = ("PATH", "HOME")


class UndefinedVariable(Rule):
    """A variable that nothing sets.

    ## What it flags
    `$NAME` in an instruction that Docker expands, where no ARG or ENV above it in the stage sets it and the
    base image cannot: the stage stands on `scratch` or a bare distribution, the name is one of BuildKit's
    own (`TARGETARCH`, which a stage must declare), an `ARG` of that name stands in front of the first FROM,
    where stages do not see it, or the name is one slip away from one that is set.

    ## Why it is bad
    Docker puts the empty string in its place, without a word: paths begin at the root, versions vanish.

    ## What to do
    Declare it in the stage (`ARG NAME`), correct its spelling, or say what counts without it:
    `${NAME:-value}`.

    ## Options
    - `appends`: also raise it for a variable that is only continued, `ENV NAME=$NAME:more` or
      `ARG NAME=$NAME`, and is empty in front of that. Default: false

    ## Limits
    Other base images may set any variable. Without asking a registry that is not known, and the rule is
    silent; BuildKit asks.

    ## Sources
    - https://docs.docker.com/reference/build-checks/undefined-var/
    - https://docs.docker.com/build/building/variables/#scoping
    """

    name = "undefined-variable"
    aliases = (
        "buildkit:UndefinedVar",
        "redcoolbeans:variable_use",
        "dockadvisor:UndefinedVar",
        "sonar:S6579",
    )
    on = ("@file ~$",)
    groups = {"recommended": {}, "strict": {"appends": True}, "buildkit": {"appends": True}}
    options = {"appends": False}
    examples = Examples(
        bad=(
            Example("FROM debian:13-slim\nENV APP=/app\nWORKDIR $APP/$SUB\n", lines=(3,)),
            Example("ARG VERSION=1\nFROM golang:1.27\nCOPY app-$VERSION /app\n", lines=(3,)),
            Example(
                "FROM golang:1.27\nENV PATH=${PAHT}:/app/bin\n",
                lines=(2,),
                fixed="FROM golang:1.27\nENV PATH=${PATH}:/app/bin\n",
            ),
            Example("ARG TAG=1\nFROM php:$TAG-alpine\nARG TAG=$TAG\nRUN echo $TAG\n", lines=(3,)),
            Example("FROM golang:1.27\nENV ARCH=$TARGETARCH\n", lines=(2,), refused="no name that is set is near it"),
            Example("FROM debian:13-slim\nENV LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/lib\n", options={"appends": True}),
        ),
        good=(
            "FROM golang:1.27\nENV SOURCES=$GOPATH/src\n",
            "ARG VERSION=1\nFROM golang:1.27\nARG VERSION\nCOPY app-$VERSION /app\n",
            "FROM debian:13-slim\nENV A=${B:-1} C=${D:+$D:}/c PATH=/app:$PATH\nRUN echo $ANY\n",
            "FROM debian:13-slim\nENV LD_LIBRARY_PATH=$LD_LIBRARY_PATH:/lib\n",
            "FROM debian:13-slim\nLABEL run='docker run $IMAGE'\n",
            "ARG TAG=$TAG\nFROM php:$TAG-alpine\n",
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        settled: set[tuple[int, str]] = set()
        for use in undefined_uses(file):
            once = use.instruction.index, use.name
            if in_from(use) or once in settled or self._is_left_alone(use, file):
                continue
            settled.add(once)
            reason, meant = self._reason(use, file)
            if reason:
                yield self.at(use.span, f"nothing sets `{use.name}`{reason}", subject=(use, meant))

    def _is_left_alone(self, use: Use, file: Dockerfile) -> bool:
        """Whether the instruction sets the name itself: it goes on with what was there, or another rule says so."""
        if use.name not in [pair.name for pair in getattr(use.instruction, "pairs", ())]:
            return False
        if not _continues(use):
            return use.instruction.keyword == "ENV"  # self-referencing-env speaks of it
        # In a stage such an ARG is meant to bring in the one in front of FROM, and does not.
        in_stage = file.graph.stage_of(use.instruction) is not None
        lost = use.instruction.keyword == "ARG" and in_stage and use.name in file.graph.globals.scope
        return not lost and not self.option["appends"]

    @staticmethod
    def _reason(use: Use, file: Dockerfile) -> tuple[str, str]:
        stage = file.graph.stage_of(use.instruction)
        if stage is None:
            return " here", ""
        known = file.graph.definitions_in_force(use.instruction)
        meant = nearest(use.name, [*known, *(name for name in _COMMON if name not in known)])
        if meant:
            return f"; did you mean `{meant}`?", meant
        if use.name in file.graph.globals.scope and not _names_base(use.name, stage.bases[-1].image):
            return ": the ARG in front of FROM is not declared in this stage", ""
        return ("" if base_may_set(stage, use.name) else " here"), ""


def _continues(use: Use) -> bool:
    """Whether it stands in the value of its own name."""
    pairs = [pair for pair in getattr(use.instruction, "pairs", ()) if pair.name == use.name]
    return any(pair.value is not None and pair.value.first <= use.first < pair.value.last for pair in pairs)


def _names_base(name: str, image: str | None) -> bool:
    """Whether a variable is called after the image, as PHP_VERSION of `php` is: then the image sets it."""
    return image is None or name.partition("_")[0].lower() in image.lower()
