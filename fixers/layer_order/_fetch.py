"""The download of dependencies as a step of its own, for builds that download what they need on their way.

    RUN go build ./...        RUN go mod download
                              RUN go build ./...

Then it can be put in front of the sources. It writes nothing but the manager's cache, and is done only in stages whose
files are not those of the image. `dotnet restore` is what every build does first, `go mod download` fetches what
`go.sum` names, and Poetry, uv and PDM install the dependencies in front of the project (`--no-root`), so these are sure
to succeed where the build does. So is `mvn dependency:resolve` in front of a build that resolves what the tests need,
as `package` does; it leaves the plugins to the build. `dependency:go-offline` fetches those too, and as Gradle's
`dependencies` it resolves more than some builds need.

`composer install` that makes a map of the project's classes needs the sources for the map alone. It stays where it is,
and the same installation without map and scripts goes in front of it: it then finds all packages in place. That holds
in the image's own stage too.
"""

from __future__ import annotations

from dockerlint.fix.fixer import Refused
from dockerlint.fix.style import cased, indentation_of, line_end
from dockerlint.fixers.layer_order._moves import Step
from dockerlint.graph.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.lint.dockerfile import Dockerfile
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

# Installers of a project with its dependencies: what they do, and the option that leaves the project out.
_WITHOUT_PROJECT = {
    "poetry": ("install sync", "--no-root"),
    "uv": ("sync", "--no-install-project"),
    "pdm": ("install sync", "--no-self"),
}
SURE = ("composer", "dotnet", "go", "mvn", "mvnw", *_WITHOUT_PROJECT)
_GO_BUILDS = ("build", "install", "test", "vet")
_DOTNET_BUILDS = ("build", "publish", "test", "pack")
_MAVEN_BUILDS = ("compile", "package", "verify", "install", "test")
# Of these builds one step or another resolves the dependencies of the tests, whether tests are run or not.
_MAVEN_TESTED = ("package", "verify", "install", "test", "assembly:single")
_GRADLE_BUILDS = ("assemble", "bootJar", "build", "distTar", "fatJar", "installDist", "jar", "shadowJar", "war")
_PROGRAMS = {
    "composer": "composer",
    "go": "go",
    "dotnet": "nuget",
    "mvn": "maven",
    "mvnw": "maven",
    "gradle": "gradle",
    "gradlew": "gradle",
    **{name: name for name in _WITHOUT_PROJECT},
}
# Of the map of classes, which the installation in front makes none of.
_COMPOSER_MAPS = (
    *("-o", "--optimize-autoloader", "-a", "--classmap-authoritative", "--apcu-autoloader", "--apcu-autoloader-prefix"),
    "--no-scripts",
)


def fetch(file: Dockerfile, run: Run, lines: Sequence[int], fetched: set[str], *, sure: bool) -> Step:
    """Return the text in which a RUN that fetches stands right in front of one that builds. Raises Refused."""
    stage = file.graph.stage_of(run)
    if run.is_json or run.heredocs or run.flags or run.in_onbuild:
        raise Refused("the RUN is no plain chain of commands")
    commands = file.commands(run)
    place = next(
        (index for index, one in enumerate(commands) if one.name in _PROGRAMS and not _only_configures(one)), None
    )
    if place is None:
        raise Refused("it builds nothing that downloads")
    command = commands[place]
    is_shipped = stage is None or any(stage in shipped.bases for shipped in file.graph.shipped)
    if is_shipped and command.name != "composer":
        raise Refused("the image would have more in its cache")
    if _PROGRAMS[command.name] in fetched or (sure and command.name not in SURE):
        raise Refused("its dependencies are there already, or it is not sure that they can be fetched")
    if (
        command.context
        or command.wrappers
        or any(one.name not in ("cd", "set") and not _only_configures(one) for one in commands[:place])
    ):
        raise Refused("the build is not the first command")
    if any(one.connector not in ("", "&&") for one in commands[: place + 1]):
        raise Refused("the RUN is no plain chain of commands")
    source = file.tree.text
    again = source[run.words[0].start : command.start] if place else ""
    if "\n" in again and not run.inner_comments and '"' not in again and "'" not in again:
        again = " ".join(again.replace(run.escape, " ").split()) + " "
    if "\n" in again:
        raise Refused("the RUN is no plain chain of commands")
    script = again + _script(command, run, file, sure=sure)
    text = f"{indentation_of(source, run)}{cased('RUN', run)} {script}{line_end(source, run.start)}"
    before = file.tree.instructions[run.index - 1].full_end
    new_lines = [*lines[: run.index], lines[run.index], *lines[run.index :]]
    title = f"Fetch the dependencies of `{' '.join(word.raw for word in command.words[:2])}` on its own"
    return Step(source[:before] + text + source[before:], new_lines, "fetched", lines[run.index], title)


def _only_configures(command: Command) -> bool:
    return command.name in _WITHOUT_PROJECT and command.subcommand() == "config"


def _script(command: Command, run: Run, file: Dockerfile, *, sure: bool) -> str:
    name = command.name_word.raw if command.name_word is not None else command.name
    if command.name in _WITHOUT_PROJECT:
        verbs, option = _WITHOUT_PROJECT[command.name]
        is_part = command.has("--only-root", "--no-install-workspace", "--package", option)
        if command.subcommand() not in verbs.split() or is_part or command.redirects:
            raise Refused("it does not install a project with its dependencies")
        whole = " ".join(word.raw for word in command.words)
        if "\n" in whole:
            raise Refused("the RUN is no plain chain of commands")
        return f"{whole} {option}"
    verb = command.subcommand(("-C", "-f", "-p"))
    if command.name == "go" and verb in _GO_BUILDS and not command.has("-C", "-mod"):
        if any("@" in word.raw for word in command.arguments):
            raise Refused("it installs what is elsewhere")
        return f"{name} mod download"
    if command.name == "dotnet" and verb in _DOTNET_BUILDS and not command.has("--no-restore"):
        project = [word for word in command.positionals(_DOTNET_VALUED)[1:] if not word.raw.startswith("/")]
        if any("$" in word.raw for word in project):
            raise Refused("it is not known what is built")
        runtime = command.option_value("-r", "--runtime")
        options = f" -r {runtime.raw}" if runtime is not None and "$" not in runtime.raw else ""
        return f"{name} restore{''.join(f' {word.raw}' for word in project[:1])}{options}"
    if command.name in ("mvn", "mvnw") and any(word.text in _MAVEN_BUILDS for word in command.arguments):
        if command.has("-f", "--file", "-o", "--offline", "-pl"):
            raise Refused("it is not known what is built")
        _ensure(name, run, file)
        profiles = command.option_value("-P", "--activate-profiles")
        flags = ["-B", *(["-q"] if command.has("-q", "--quiet") else [])]
        flags += [] if profiles is None else [f"-P{profiles.raw}"]
        if not sure:
            return " ".join([name, *flags, "dependency:go-offline"])
        if not any(word.text in _MAVEN_TESTED for word in command.arguments):
            raise Refused("it may need less than all dependencies")
        settings = command.option_value("-s", "--settings", "-gs", "--global-settings")
        if settings is not None or any(
            word.text.startswith("-D") and "repo" in word.text for word in command.arguments
        ):
            raise Refused("it takes its packages from elsewhere")
        return " ".join([name, *flags, "dependency:resolve"])
    if command.name in ("gradle", "gradlew") and any(
        word.text.lstrip(":") in _GRADLE_BUILDS for word in command.arguments
    ):
        _ensure(name, run, file)
        return f"{name} --no-daemon dependencies"
    if command.name == "composer" and verb == "install":
        if command.has("--no-autoloader", "--dry-run", "--download-only"):
            raise Refused("it makes no map of the project's classes")
        words = [word.raw for word in command.arguments if word.text.partition("=")[0] not in _COMPOSER_MAPS]
        return " ".join(
            [name, *words, "--no-autoloader", "--no-scripts", *(["--no-cache"] * ("--no-cache" not in words))]
        )
    raise Refused("it builds nothing that downloads")


_DOTNET_VALUED = (
    "-c",
    "--configuration",
    "-o",
    "--output",
    "-r",
    "--runtime",
    "-f",
    "--framework",
    "-v",
    "--verbosity",
    "-a",
    "--arch",
    "--os",
)


def _ensure(name: str, run: Run, file: Dockerfile) -> None:
    """A wrapper has to be among what is copied before."""
    if "/" in name and join(file.graph.working_directory(run), name) is None:
        raise Refused("it is not known where the wrapper stands")
