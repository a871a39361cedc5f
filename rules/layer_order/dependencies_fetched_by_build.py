from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.layer_order.common import from_context, resolved, source_path, whole_folder
from dockerlint.shell.package_calls import package_call
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.syntax.instructions import Add, Copy, Instruction
    from dockerlint.syntax.text import Word

# What downloads the dependencies by the way: the manager's key in the knowledge table, the verbs.
_BUILDS = {
    "go": ("build", "install", "test"),
    "cargo": ("build",),
    "maven": ("package", "verify", "install", "compile"),
    "gradle": ("build", "assemble", "bootJar", "installDist", "jar"),
    "nuget": ("build", "publish"),
}
# What fetches them alone, for the message.
_FETCHES = {
    "go": "go mod download",
    "cargo": "cargo chef cook",
    "maven": "mvn dependency:go-offline",
    "gradle": "gradle dependencies",
    "nuget": "dotnet restore",
}
_MANIFESTS = {
    "go": ("go.mod",),
    "cargo": ("Cargo.toml",),
    "maven": ("pom.xml",),
    "gradle": ("build.gradle", "build.gradle.kts"),
    "nuget": ("*.csproj", "*.fsproj", "*.sln"),
}


class DependenciesFetchedByBuild(Rule):
    """A build behind the copy of all sources that fetches the dependencies too.

    ## What it flags
    `COPY . .` in front of `go build`, `cargo build`, `mvn package`, `gradle build` or `dotnet publish`, where nothing
    in the stage has fetched the dependencies before, and the RUN has no mount. The build context must show the
    manifest; a vendored project is left alone.

    ## Why it is bad
    Each edit of a source file downloads every dependency again.

    ## What to do
    Copy the manifests, fetch, then copy the rest and build; or mount a cache. The fix does the first for Go, Maven and
    .NET projects in one folder; it is unsafe: Maven resolves more than some builds need.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#order-your-layers
    - https://go.dev/ref/mod#go-mod-download
    """

    name = "dependencies-fetched-by-build"
    severity = "info"
    on = ("@stage RUN %go", "@stage RUN %cargo", "@stage RUN %maven", "@stage RUN %gradle", "@stage RUN %nuget")
    groups = {"recommended": {}, "strict": {}}
    examples = Examples(
        bad=(
            Example(
                "FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n",
                files={"go.mod": "module a\n\nrequire b v1.0.0\n", "go.sum": "", "main.go": ""},
                lines=(3,),
                fixed="FROM golang:1.27 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\n"
                "RUN go build -o /app .\n",
            ),
            Example(
                "FROM rust:1.91 AS build\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n",
                files={"Cargo.toml": "[dependencies]\nserde = '1'\n", "src/main.rs": ""},
                lines=(3,),
                refused="cargo",
            ),
        ),
        good=(
            Example(
                "FROM golang:1.27\nWORKDIR /s\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build .\n",
                files={"go.mod": "module a\n\nrequire b v1.0.0\n", "go.sum": ""},
            ),
            Example(
                "FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod go build .\n",
                files={"go.mod": "module a\n\nrequire b v1.0.0\n", "go.sum": ""},
            ),
            Example(
                "FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go build .\n",
                files={"go.mod": "module a\n", "main.go": ""},
            ),
            Example(
                "FROM mcr.microsoft.com/dotnet/sdk:10.0\nWORKDIR /src\nCOPY a.csproj .\nRUN dotnet restore a.csproj\n"
                "COPY . .\nRUN dotnet publish a.csproj\n",
                files={"a.csproj": "<Project/>"},
            ),
            "FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go build .\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        if file.context is None:
            return
        copy: Copy | Add | None = None
        fetched = {name for base in stage.bases[1:] for node in base.instructions for name in _called(node, file)}
        for node in stage.instructions:
            brought = from_context(node)
            if brought is not None and copy is None and any(map(whole_folder, brought.sources)):
                copy = brought
            elif isinstance(node, Run):
                for command in file.commands(node):
                    program = _built_by(command)
                    if program and program not in fetched:
                        source = _source(copy, node, program, file) if copy is not None and not node.mounts else None
                        if source is not None:
                            fetch = _FETCHES[program]
                            message = f"`{command.name}` downloads everything again at each edit: `{fetch}` first"
                            yield self.at(source, message, subject=(copy, source, node, command, program))
                        return
                    if copy is None or project_call(command) is not None:
                        fetched.update(_manager(command))


def _called(node: Instruction, file: Dockerfile) -> list[str]:
    """Return the managers that a RUN calls: whatever they do there, it is meant to come before the sources."""
    return [name for command in file.commands(node) for name in _manager(command)] if isinstance(node, Run) else []


def _manager(command: Command) -> list[str]:
    call = package_call(command)
    return [call.name] if call is not None else []


def _built_by(command: Command) -> str:
    """Return the manager whose build a command is, "" for any other."""
    call = package_call(command)
    verbs = _BUILDS.get(call.name, ()) if call is not None else ()
    # `-o` is the output for go and dotnet.
    offline = ("--offline", "--no-restore", "-mod", *(("-o",) if call is not None and call.name == "maven" else ()))
    if call is None or not verbs or command.has(*offline):
        return ""
    return call.name if any(word.text in verbs for word in call.words) and not _is_elsewhere(call) else ""


def _is_elsewhere(call: PackageCall) -> bool:
    """Whether it builds what it is told, not the project: `go install example.com/a@latest`."""
    return any("@" in word.text or "github.com" in word.text for word in call.words[1:])


def _source(copy: Copy | Add, run: Run, program: str, file: Dockerfile) -> Word | None:
    """Return the source that brings the manifest to where the build works, where dependencies are in it."""
    context = file.context
    destination, place = resolved(copy.destination, copy, file), resolved(None, run, file)
    if context is None or destination is None or place is None or place != destination or len(copy.sources) != 1:
        return None
    below = source_path(copy.sources[0])
    for pattern in _MANIFESTS[program]:
        for path in context.glob(f"{below}/{pattern}" if below else pattern):
            text = (context.read(path) or b"").decode("utf-8", "replace")
            folder = path.rpartition("/")[0]
            vendored = context.exists(f"{folder}/vendor" if folder else "vendor")
            if _NEEDS[program] in text and not vendored:
                return copy.sources[0]
    return None


# What stands in a manifest that names dependencies.
_NEEDS = {"go": "require", "cargo": "dependencies]", "maven": "<dependenc", "gradle": "dependencies", "nuget": "<"}
