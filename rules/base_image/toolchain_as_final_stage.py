from __future__ import annotations

from dockerlint.knowledge.images import describe_name, end_of_life
from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.base_image._launch import is_made_here, started
from dockerlint.rules.base_image.common import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings

# Programs that are there to build, test or inspect: an image that starts one of them wants its toolchain.
# fmt: off
_TOOLS = frozenset((
    "air", "ant", "bazel", "boot", "cabal", "cargo", "clj", "clojure", "cmake", "delve", "dlv", "erl",
    "fresh", "ghc", "ghci", "ginkgo", "go", "go-wrapper", "godoc", "golangci-lint", "gopls", "gradle",
    "gradlew", "gox", "iex", "jshell", "kotlinc", "lein", "make", "mill", "mix", "mvn", "mvnw", "ninja",
    "nvcc", "reflex", "rebar3", "runghc", "runhaskell", "rustc", "sbt", "scalac", "stack", "staticcheck",
    "swift", "tip", "watchexec",
))
# Words in the name of a stage or file that is not for production.
_WORKSHOP = frozenset((
    "build", "builder", "ci", "debug", "dev", "devel", "develop", "development", "lint", "sdk", "test",
    "tester", "tests",
))
# fmt: on


class ToolchainAsFinalStage(Rule):
    """A compiler's image as what is shipped.

    ## What it flags
    A final stage (the target, else the last one) built on the image of a compiler, SDK or build tool -
    `golang`, `rust`, `maven`, `gradle`, a JDK, `dotnet/sdk`, `gcc`, `swift`, CUDA `devel` - whose command
    runs something that was compiled in the file or copied from another stage: `java -jar app.jar`,
    `/go/bin/app`, `./target/release/app`.

    ## Why it is bad
    The compiler, its sources and package managers are hundreds of megabytes that every host pulls and stores,
    that scanners report on, and that help whoever gets into the container.

    ## What to do
    Build in one stage; copy the result into a second one on an image made to run it: a JRE, `dotnet/aspnet`,
    a slim distribution, distroless or scratch.

    ## Limits
    Silent where the image may be meant to build: no command, a shell, a script, a build tool (`go run`,
    `mvn`, `cargo test`), a stage or file named for development or tests. A Java program can need its JDK (it
    compiles, or is inspected in production), a tool written in Go can need Go.

    ## Sources
    - https://docs.docker.com/build/building/multi-stage/
    - https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds
    """

    name = "toolchain-as-final-stage"
    aliases = (
        "tally:gpu/prefer-runtime-final-stage",
        "droast:DF011",
        "tally:prefer-multi-stage-build",
    )
    confidence = "medium"
    on = ("@file CMD", "@file ENTRYPOINT")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example('FROM golang:1.26\nCOPY . .\nRUN go build -o /app\nCMD ["/app"]\n', lines=(1,)),
            Example('FROM golang:1.26\nRUN go install example.com/a@v1.2.0\nENTRYPOINT ["a"]\n', lines=(1,)),
            Example("FROM eclipse-temurin:21-jdk\nCOPY app.jar /\nENTRYPOINT java -jar /app.jar\n", lines=(1,)),
            Example("FROM rust:1.98 AS a\nFROM a\nRUN cargo build\nCMD ./target/debug/a\n", lines=(2,)),
            Example("FROM gcc:16 AS a\nFROM pytorch/pytorch:2.9-devel\nCOPY --from=a /b /b\nCMD /b\n", lines=(2,)),
        ),
        good=(
            'FROM golang:1.26 AS a\nRUN go build -o /app\nFROM scratch\nCOPY --from=a /app /\nCMD ["/app"]\n',
            'FROM golang:1.26\nCOPY . .\nRUN go build -o app\nCMD ["go", "test", "./..."]\n',
            "FROM rust:1.98\nRUN cargo install cross\n",
            'FROM maven:3-eclipse-temurin-21\nCOPY . .\nRUN mvn package\nENTRYPOINT ["./entrypoint.sh"]\n',
            'FROM golang:1.26 AS test\nRUN go build -o /app\nCMD ["/app"]\n',
            "FROM eclipse-temurin:21-jre\nCOPY app.jar /\nENTRYPOINT java -jar /app.jar\n",
            'FROM python:3.14\nCOPY app.py /\nCMD ["python", "/app.py"]\n',
        ),
    )

    def file(self, file: Dockerfile) -> Findings:
        stage = file.graph.target
        if stage is None or _is_workshop(stage.name) or _is_workshop(file.path.rpartition("/")[2]):
            return
        image = stage.base_image
        if image is None or not image.toolchain:
            return
        commands = started(stage, file)
        if any(command.name in _TOOLS for command in commands):
            return
        for command in commands:
            if is_made_here(command, stage, file):
                other = _supported(image.runtime, file.today) or "an image without one"
                yield self.at(
                    stage.edges[0].span,
                    f"`{short(image.reference)}` ships a compiler beside `{command.name}`; run it on {other}",
                )
                return


def _supported(runtime: str | None, today: str) -> str:
    image = describe_name(runtime) if runtime else None
    return f"`{runtime}`" if image is not None and not end_of_life(image.reference, today) else ""


def _is_workshop(name: str) -> bool:
    for separator in "_.":
        name = name.replace(separator, "-")
    return not _WORKSHOP.isdisjoint(name.lower().split("-"))
