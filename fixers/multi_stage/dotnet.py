""".NET: the folder that `dotnet publish` leaves, on the run-time image of the same version."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import covers, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

_SOURCES = (
    *(".cs", ".csproj", ".fs", ".fsproj", ".vb", ".vbproj", ".sln", ".slnx", ".props", ".targets", ".razor"),
    *(".cshtml",),
    *("nuget.config", "NuGet.Config", "global.json", ".resx", "packages.lock.json", ".http", "launchSettings.json"),
)
_VALUED = ("-c", "--configuration", "-o", "--output", "-r", "--runtime", "-f", "--framework", "-v", "--verbosity", "-p")
_PORTS = ("ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "DOTNET_URLS", "HTTP_PORTS", "URLS")


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a .NET program; None where the file builds none."""
    commands = [(node, command) for node, command in project.commands("dotnet") if _builds(command)]
    if not commands:
        return None
    found = Draft("dotnet")
    found.keeps_sources = False
    found.runs_program = ("dotnet",)
    for node, command in commands:
        found.build[command] = f"dotnet {command.subcommand(_VALUED)}"
        found.root = found.root or project.directory(node)
    if found.root is None:
        raise NoPlan("where the program is built is not known", "Write an absolute WORKDIR into the file")
    published = [(node, command) for node, command in commands if command.subcommand(_VALUED) == "publish"]
    if any(words[:2] in (["dotnet", "run"], ["dotnet", "watch"], ["dotnet", "test"]) for words in project.argv):
        raise NoPlan(
            f"line {project.entry_line} starts the program with a tool of the build",
            'Publish it in the image: `RUN dotnet publish -c Release -o /out`, and start `["dotnet", "/out/NAME.dll"]`',
        )
    if not published and not project.answers.artifacts:
        raise NoPlan(
            "no `dotnet publish` in the file leaves a program", "Which folder does it need? (`--artifact PATH`)"
        )
    for node, command in published:
        found.artifacts.append(Artifact(_output(project, node, command), node.start_line, "`dotnet publish` leaves it"))
    _check_start(project, found)
    found.is_source = lambda path: True  # noqa: ARG005  # what the program reads is published with it
    _choose_base(project, found)
    found.gains.append("the SDK stays with the build")
    return found


def _builds(command: Command) -> bool:
    return command.subcommand(_VALUED) in (
        "restore",
        "build",
        "publish",
        "test",
        "tool",
        "pack",
        "clean",
        "workload",
        "ef",
    )


def _output(project: Project, node: Run, command: Command) -> str:
    directory = project.cwd(node, command)
    output = command.option_value("-o", "--output")
    if output is not None:
        path = project.path(node, output.text, directory)
        if path is None:
            raise NoPlan(f"where line {node.start_line} publishes to is not known", "Where? (`--artifact PATH`)")
        return path
    raise NoPlan(
        f"line {node.start_line} publishes to a folder of its own choice", "Name one: `-o /out` (`--artifact PATH`)"
    )


def _check_start(project: Project, found: Draft) -> None:
    if not project.argv:
        raise NoPlan(
            "nothing in the file says what the container starts", "Which program? Write ENTRYPOINT into the file"
        )
    for words in project.argv:
        paths = [
            join(project.run_directory(), word)
            for word in words
            if word.endswith(".dll") or (word == words[0] and "/" in word)
        ]
        for path in paths:
            if path is not None and not any(covers(one.path, path) for one in found.artifacts):
                raise NoPlan(
                    f"{path}, which line {project.entry_line} starts, is not in what is published",
                    f"Does the build leave it? (`--artifact {path}`)",
                )


def _choose_base(project: Project, found: Draft) -> None:
    image = project.image
    if project.answers.runtime_base:
        return
    if image is None or not image.runtime or image.name != "mcr.microsoft.com/dotnet/sdk":
        raise NoPlan("which run-time image has the same .NET is not known", "Which? (`--runtime-base IMAGE`)")
    if project.answers.base not in ("", "slim"):
        raise NoPlan(
            f"nothing proves that the program runs on {project.answers.base}", "Which image? (`--runtime-base IMAGE`)"
        )
    projects = list(project.sources(".csproj", ".fsproj"))
    web = not projects or any(
        "Microsoft.NET.Sdk.Web" in text or "Microsoft.AspNetCore.App" in text for _, text in projects
    )
    if not web and projects:
        found.base = image.runtime.replace("/aspnet:", "/runtime:")
        found.base_reason = "the run-time image of the same .NET: no project is one of the web"
        return
    names = {pair.name for node in project.instructions if node.keyword == "ENV" for pair in node.pairs}  # type: ignore[attr-defined]
    if not names & set(_PORTS) and not any("--urls" in word for words in project.argv for word in words):
        raise NoPlan(
            "the run-time image sets a port that the SDK's does not, and the file names none",
            "Which? Write `ENV ASPNETCORE_HTTP_PORTS=8080` into the file",
        )
    found.base, found.base_reason = image.runtime, "the run-time image of the same .NET"
