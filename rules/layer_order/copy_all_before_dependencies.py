from __future__ import annotations

from dockerlint.lint.rule import Example, Examples, Rule
from dockerlint.rules.layer_order.common import from_context, is_folder, resolved, source_path, whole_folder
from dockerlint.shell.package_calls import package_calls
from dockerlint.shell.project_calls import project_call
from dockerlint.syntax.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.graph import Stage
    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.lint.rule import Findings
    from dockerlint.shell import Command
    from dockerlint.shell.package_calls import PackageCall
    from dockerlint.shell.project_calls import ProjectCall
    from dockerlint.syntax.instructions import Add, Copy
    from dockerlint.syntax.text import Word

# Each installation is held against each folder; a stage with more of either is nobody's.
_MOST = 20


class CopyAllBeforeDependencies(Rule):
    """Sources copied before the dependencies are installed.

    ## What it flags
    A COPY or ADD of the whole build context, or of a whole folder, in front of a RUN that installs dependencies:
    those that a manifest names (`npm ci`, `pip install -r requirements.txt`, `go mod download`, `bundle install` …),
    or packages that no file of the context has a say in (`apt-get install`, `apk add`, `pip install flask`).

    ## Why it is bad
    A layer is rebuilt when anything in front of it changes. Each edit of a source file downloads and installs every
    dependency again.

    ## What to do
    Copy the manifest and its lock file, install, and only then copy the sources. Install system packages before
    anything is copied.

    ## Limits
    A RUN that does more than install such packages is left alone: it may need the sources.

    ## Sources
    - https://docs.docker.com/build/cache/optimize/#order-your-layers
    """

    name = "copy-all-before-dependencies"
    aliases = ("dockerfile-doctor:DD006", "droast:DF007")
    on = ("@stage COPY & RUN %*", "@stage ADD & RUN %*")
    examples = Examples(
        bad=(
            Example(
                "FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
                files={"package.json": "{}", "package-lock.json": "{}", "index.js": ""},
                lines=(3,),
                fixed="FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n",
            ),
            Example("FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\n", lines=(3,), refused="--context"),
            Example("FROM python:3.13-slim\nADD . /app\nRUN pip install -r /app/requirements.txt\n", lines=(2,)),
            Example(
                "FROM debian:13-slim\nCOPY . /src\nRUN apt-get update && apt-get install -y make\n",
                lines=(2,),
                fixed="FROM debian:13-slim\nRUN apt-get update && apt-get install -y make\nCOPY . /src\n",
            ),
            Example(
                "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install poetry && poetry install --no-root\n",
                files={"pyproject.toml": "[tool.poetry]\nname = 'a'\n", "poetry.lock": "", "a.py": ""},
                fixed="FROM python:3.13-slim\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n"
                "RUN pip install poetry && poetry install --no-root\nCOPY . .\n",
            ),
            Example(
                "FROM mcr.microsoft.com/dotnet/sdk:10.0\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\n",
                files={"a.csproj": "<Project/>", "A.cs": ""},
                fixed="FROM mcr.microsoft.com/dotnet/sdk:10.0\nWORKDIR /src\nCOPY a.csproj ./\nRUN dotnet restore\n"
                "COPY . .\n",
            ),
            Example(
                "FROM maven:3\nWORKDIR /src\nCOPY . .\nRUN mvn dependency:go-offline\n",
                files={"pom.xml": "<project><modules><module>a</module></modules></project>", "src/A.java": ""},
                refused="pom.xml",
            ),
            Example(
                "FROM haskell:9\nWORKDIR /src\nCOPY . .\nRUN cabal build --only-dependencies\n",
                lines=(3,),
                refused="--context",
            ),
            Example("FROM golang:1.27\nCOPY src/ /src/\nWORKDIR /src\nRUN go mod download\n", lines=(2,)),
        ),
        good=(
            "FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n",
            "FROM python:3.13-slim\nCOPY . /app\nRUN pip install /app\n",
            "FROM debian:13-slim\nCOPY . /src\nRUN apt-get update && apt-get install -y make && make -C /src\n",
            "FROM node:22-slim\nCOPY tools/ /opt/tools/\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\n",
            "FROM node:22-slim AS deps\nCOPY --from=manifests . .\nRUN npm ci\n",
        ),
    )

    def stage(self, stage: Stage, file: Dockerfile) -> Findings:
        copies: list[Copy | Add] = []
        installed: set[str] = set()  # programs whose project installation came before any folder
        left = _MOST
        for node in stage.instructions:
            copy = from_context(node)
            if copy is not None and any(is_folder(source, file) for source in copy.sources):
                if len(copies) < _MOST:
                    copies.append(copy)
            elif not isinstance(node, Run):
                continue
            elif not copies:
                installed.update(call.program for call in project_calls(node, file))
            elif left > 0:
                left -= any(_installs(call) for call in package_calls(file.commands(node)))
                late = self._late_installation(node, copies, installed, file)
                if late is not None:
                    copy, command, source = late
                    line, _ = file.tree.position(command.start)
                    shown = " ".join([command.name, *(word.text for word in command.arguments[:1])])
                    yield self.at(
                        source,
                        f"`{source.value}` is copied before `{shown}` (line {line}): every edit runs it again",
                        subject=(copy, source, node, command),
                    )
                    return

    def _late_installation(
        self, run: Run, copies: list[Copy | Add], installed: set[str], file: Dockerfile
    ) -> tuple[Copy | Add, Command, Word] | None:
        """Return the first installation that has to wait for a folder without need, with the COPY of the folder."""
        for call in project_calls(run, file):
            if call.program not in installed:
                for copy in copies:
                    source = _source_of_manifest(call, run, copy, file)
                    if source is not None:
                        return copy, call.command, source
        installing = next((call for call in package_calls(file.commands(run)) if _installs(call)), None)
        if installing is None:
            return None
        for copy in copies:
            whole = next((source for source in copy.sources if whole_folder(source)), None)
            # It costs a look at all that every RUN reads and writes.
            if whole is not None and file.graph.independent(copy, run):
                return copy, installing.command, whole
        return None


def _installs(call: PackageCall) -> bool:
    return call.does(call.manager["install"])


def project_calls(run: Run, file: Dockerfile) -> list[ProjectCall]:
    """Return the installations of a project's dependencies in a RUN."""
    known = run.facts.get("project calls")
    commands = file.commands(run)
    if not isinstance(known, tuple) or known[0] is not commands:
        found = [call for call in map(project_call, commands) if call is not None]
        known = run.facts["project calls"] = (commands, found)
    calls: list[ProjectCall] = known[1]
    return calls


def _source_of_manifest(call: ProjectCall, run: Run, copy: Copy | Add, file: Dockerfile) -> Word | None:
    """Return the folder among the sources of `copy` that brings what the call reads."""
    destination = resolved(copy.destination, copy, file)
    places = [resolved(word, run, file) for word in call.files]
    places = [place and place.rpartition("/")[0] for place in places] or [resolved(call.folder, run, file)]
    for source in copy.sources:
        if is_folder(source, file) and any(_brings(source, destination, place, call, file) for place in places):
            return source
    return None


def _brings(source: Word, destination: str | None, place: str | None, call: ProjectCall, file: Dockerfile) -> bool:
    if destination is None or place is None:
        return False
    # A folder of configuration copied to `/` is no project that an installation in /srv works in.
    if place != destination and not (whole_folder(source) and place.startswith(destination.rstrip("/") + "/")):
        return False
    if file.context is None:
        return True
    # Where the context is known, the manifest must stand there.
    below = "/".join(part for part in (source_path(source), place[len(destination) :].strip("/")) if part)
    return any(file.context.glob(f"{below}/{name}" if below else name) for name in manifest_names(call))


def manifest_names(call: ProjectCall) -> list[str]:
    """Return the names of the manifests that a call reads."""
    return [word.text.rpartition("/")[2] for word in call.files] or list(call.manager["manifests"])
