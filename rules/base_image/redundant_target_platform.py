from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.expansion import references

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import From

_NAME = "TARGETPLATFORM"
_WRITTEN = ("$TARGETPLATFORM", "${TARGETPLATFORM}")
_WITH_DEFAULT = ("${TARGETPLATFORM:-", "${TARGETPLATFORM-")


class RedundantTargetPlatform(Rule):
    """`FROM --platform=$TARGETPLATFORM`, which is the default.

    ## What it flags
    FROM whose platform is the target's and nothing else. Where a global ARG gives the variable another value, it is
    left alone.

    ## Why it is bad
    It says what holds anyway. Who reads it looks for the reason.

    ## What to do
    Delete the flag.

    The fix does that. It is safe: the platform is the same.

    ## Options
    - `by-text`: what is written counts: no quotes, and no ARG. Default: false
    - `defaults`: also raise it for `${TARGETPLATFORM:-value}`: BuildKit always sets the variable, older builders do
      not. Default: false

    ## Sources
    - https://docs.docker.com/reference/build-checks/redundant-target-platform/
    - https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
    """

    name = "redundant-target-platform"
    aliases = ("hadolint:DL3065", "buildkit:RedundantTargetPlatform")
    on = ("FROM --platform",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"by-text": True}, "buildkit": {"defaults": True}}
    options = {"by-text": False, "defaults": False}
    examples = Examples(
        bad=(
            Example(
                "FROM --platform=$TARGETPLATFORM debian:13-slim AS run\n",
                lines=(1,),
                fixed="FROM debian:13-slim AS run\n",
            ),
            Example('FROM --platform="${TARGETPLATFORM}" debian:13-slim\n', fixed="FROM debian:13-slim\n"),
            Example(
                "FROM --platform=${TARGETPLATFORM:-linux/arm64} debian:13-slim\n",
                options={"defaults": True},
                refused="older builders",
            ),
        ),
        good=(
            "FROM --platform=$BUILDPLATFORM debian:13-slim\n",
            "ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM debian:13-slim\n",
            "FROM --platform=${TARGETPLATFORM:-linux/arm64} debian:13-slim\n",
        ),
    )

    def instruction(self, node: From, file: Dockerfile) -> Findings:  # type: ignore[override]
        flag = node.platform
        if flag is None or flag.value is None:
            return
        if self.option["by-text"]:
            flagged = flag.word.raw.partition("=")[2] in _WRITTEN
        else:
            with_default = bool(self.option["defaults"]) and flag.value.startswith(_WITH_DEFAULT)
            flagged = (with_default or flag.value in _WRITTEN) and is_default(flag.value, file)
        if flagged:
            yield self.at(flag, "the target's platform is the default: `--platform` says nothing", subject=(node, flag))


def is_default(value: str, file: Dockerfile) -> bool:
    """Whether a platform is what the predefined TARGETPLATFORM says, and no ARG gives that another value."""
    declared = any(pair.name == _NAME and pair.value for node in file.graph.preamble for pair in _pairs(node))
    return not declared and [one.name for one in references(value)] == [_NAME]


def _pairs(node: object) -> list:  # type: ignore[type-arg]
    return getattr(node, "pairs", [])
