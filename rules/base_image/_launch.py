"""What a container starts, and whether the build made it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Instruction

# Programs that start what stands behind them; alone in ENTRYPOINT they start what CMD says.
_INITS = ("tini", "dumb-init", "catatonit")
_COMPILERS = ("cc", "c++", "clang", "clang++", "g++", "gcc", "ghc", "nvcc", "rustc", "swiftc")
_NAMES_OUTPUT = ("go", *_COMPILERS)
_SCRIPTS = (".sh", ".bash", ".py", ".rb", ".pl", ".js")
# Where Go, Cargo, SwiftPM, Stack and Cabal leave what they build.
_OUTPUT_FOLDERS = (
    "/go/bin/",
    "$GOPATH/bin/",
    "/cargo/bin/",
    "target/release/",
    "target/debug/",
    ".build/release/",
    ".build/debug/",
    ".stack-work/",
    "dist-newstyle/",
)


def started(stage: Stage, file: Dockerfile) -> list[Command]:
    """Return the commands that a stage's image starts with; none where its base decides."""
    last = {step.keyword: step for step in _steps(stage)}
    entrypoint = file.commands(last["ENTRYPOINT"]) if "ENTRYPOINT" in last else []
    if any(command.name not in _INITS for command in entrypoint):
        return entrypoint
    return file.commands(last["CMD"]) if "CMD" in last else []


def is_made_here(command: Command, stage: Stage, file: Dockerfile) -> bool:
    """Whether a command is sure to run what was compiled in the stage or comes from another one."""
    if command.name == "java" or (command.name == "dotnet" and command.subcommand().endswith(".dll")):
        return True
    path = command.name_word.text if command.name_word else ""
    return any(folder in path for folder in _OUTPUT_FOLDERS) or command.name in _products(stage, file)


def _steps(stage: Stage) -> list[Instruction]:
    """Return what has run when a stage is done: the instructions of the stages below it, then its own."""
    return [step for link in reversed(stage.bases) for step in link.steps]


def _products(stage: Stage, file: Dockerfile) -> set[str]:
    """Return the names of programs that a stage compiled, and of files that it has from other stages."""
    names: set[str] = set()
    for edge in [edge for link in stage.bases for edge in link.edges]:
        if edge.kind == "copy" and edge.what == "stage":
            names.update(_base_name(word.value) for word in edge.instruction.words)
    for step in _steps(stage):
        if step.keyword != "RUN":
            continue
        for command in file.commands(step):
            output = command.option_value("-o") if command.name in _NAMES_OUTPUT else None
            if output is not None:
                names.add(_base_name(output.text))
            elif command.name == "go" and command.subcommand() in ("build", "get", "install"):
                names.update(_packages(command))
                names.add(_base_name(file.graph.working_directory(step) or ""))
    return {name for name in names if name and not name.endswith(_SCRIPTS)}


def _packages(command: Command) -> list[str]:
    """Return the program names that `go install` gives to its packages: the last part of each path."""
    paths = [word.text.partition("@")[0].removesuffix("/...") for word in command.positionals()[1:]]
    return [_base_name(path) for path in paths]


def _base_name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
