from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.syntax.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.syntax.instructions import Instruction


class ConstantPlatform(Rule):
    """A base image for one platform, whatever the build is for.

    ## What it flags
    `FROM --platform=` with a constant. A stage whose name holds the platform, the system or the architecture
    (`build-amd64`) is left alone: it is meant for that one.

    ## Why it is bad
    The image is built for that platform even where another is asked for, and runs in slow emulation there,
    or not at all.

    ## What to do
    Leave the flag out and say `docker build --platform` where it is needed. For tools that make files for
    another platform, use `--platform=$BUILDPLATFORM`.

    ## Options
    - `variables`: also raise it for variables other than `BUILDPLATFORM` and `TARGETPLATFORM`, and whatever
      the stage's name is; this is how hadolint reads it. Default: false

    ## Sources
    - https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
    - https://docs.docker.com/build/building/multi-platform/
    """

    name = "constant-platform"
    aliases = (
        "hadolint:DL3029",
        "buildkit:FromPlatformFlagConstDisallowed",
        "kics:b16e8501",
        "semgrep:avoid-platform-with-from",
        "droast:DF061",
        "parfum:DL3029",
    )
    on = ("FROM --platform",)
    groups = {"recommended": {}, "strict": {}, "hadolint": {"variables": True}, "buildkit": {}}
    options = {"variables": False}
    examples = Examples(
        bad=(
            Example(
                "FROM --platform=linux/amd64 debian:13-slim\nRUN one\n",
                lines=(1,),
                fixed="FROM debian:13-slim\nRUN one\n",
            ),
            Example(
                "FROM \\\n  --platform=linux/arm64/v8 \\\n  debian:13-slim AS build\nRUN one\n",
                fixed="FROM \\\n  debian:13-slim AS build\nRUN one\n",
            ),
            Example("FROM --platform=$WHERE debian:13-slim\n", options={"variables": True}, refused="a variable tells"),
        ),
        good=(
            "FROM --platform=$BUILDPLATFORM golang:1.27 AS build\nRUN one\n",
            "FROM --platform=linux/amd64 debian:13-slim AS build_amd64\nRUN one\n",
            "ARG WHERE=linux/amd64\nFROM --platform=$WHERE debian:13-slim\nRUN one\n",
        ),
    )

    def instruction(self, node: Instruction, file: Dockerfile) -> Findings:
        flag = node.platform if isinstance(node, From) else None
        if flag is None or not flag.value:
            return
        stage = file.graph.stage_of(node)
        if self.option["variables"]:
            flagged = "BUILDPLATFORM" not in flag.value and "TARGETPLATFORM" not in flag.value
        else:
            name = stage.name if stage is not None else ""
            flagged = "$" not in flag.value and not any(part and part in name for part in flag.value.lower().split("/"))
        if flagged:
            yield self.at(flag, f"the base is taken for `{flag.value}`, whatever the build is for", subject=node)
