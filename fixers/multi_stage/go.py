"""Go: `go build` and `go install`, static or with cgo; embedded files stay, files read at run time go along."""

from __future__ import annotations

from dockerlint.fixers.multi_stage.compiled import add_trust, called, check_start, choose_base, zone_reason
from dockerlint.fixers.multi_stage.draft import Draft
from dockerlint.fixers.multi_stage.plan import Artifact, NoPlan
from dockerlint.graph.paths import base_name, covers, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockerlint.fixers.multi_stage.common import Project
    from dockerlint.shell import Command
    from dockerlint.syntax.instructions import Run

_SOURCES = (".go", ".mod", ".sum", ".s", ".c", ".h", ".cc", ".cpp", ".proto", ".work")
_VALUED = (
    *("-o", "-ldflags", "-tags", "-gcflags", "-asmflags", "-p", "-mod", "-C", "-gccgoflags", "-buildmode"),
    *("-compiler",),
    *("-installsuffix", "-modfile", "-overlay", "-pkgdir", "-toolexec", "-coverpkg", "-pgo"),
)
# What may speak TLS; a package of somebody else may too.
_NETWORK = ('"net/http"', '"crypto/tls"', '"crypto/x509"', '"net/smtp"')


def draft(project: Project) -> Draft | None:
    """Return what is to be done for a Go program; None where the file builds none."""
    commands = list(project.commands("go"))
    is_go = project.image is not None and project.image.name == "golang"
    if not commands and not (is_go and any(True for _ in project.commands("make"))):
        return None
    found = Draft("go")
    found.keeps_sources = False
    outputs: list[Artifact] = []
    for node, command in commands:
        verb = command.subcommand(_VALUED)
        found.build[command] = f"go {verb}".strip()
        if verb in ("build", "install"):
            outputs += _outputs(project, node, command, verb)
            found.root = found.root or project.directory(node)
        elif verb == "run" and not (project.answers.artifacts or node.start_line in project.answers.build_lines):
            raise NoPlan(
                f"line {node.start_line} runs a Go program while it builds, and what that leaves is not known",
                f"Which paths does the program need of it? (`--artifact PATH`; for none, `build-lines: "
                f"[{node.start_line}]`)",
            )
    for node, command in project.commands("make"):
        found.build[command] = "make"
        found.root = found.root or project.directory(node)
        outputs += _made(project, node, command, outputs)
    if not outputs and not project.answers.artifacts:
        _explain(project)
    found.artifacts = outputs
    if found.root is None:
        raise NoPlan("where the program is built is not known", "Write an absolute WORKDIR into the file")
    check_start(project, found, ("go", "make", "air", "CompileDaemon", "reflex", "realize", "dlv", "fresh", "gin"))
    embedded = _embedded(project)
    found.is_source = lambda path: (
        path.endswith(_SOURCES)
        or path.startswith(("vendor/", ".git/"))
        or any(path == place or path.startswith(place + "/") or _like(place, path) for place in embedded)
    )
    choose_base(project, found, static=_is_static(project, found), libc="base")
    _needs(project, found)
    found.gains.append("the compiler stays with the build")
    return found


def _explain(project: Project) -> None:
    if any("go" in line[:1] for line in project.argv):
        raise NoPlan(
            f"line {project.entry_line} compiles the program whenever the container starts",
            'Build it in the image: `RUN go build -o app` and `CMD ["./app"]`',
        )
    raise NoPlan("no `go build` in the file leaves a program", "Where does the build leave it? (`--artifact PATH`)")


def _outputs(project: Project, node: Run, command: Command, verb: str) -> list[Artifact]:
    """Where a command leaves programs. Raises NoPlan where that is not known."""
    line = node.start_line
    packages = [word.text for word in command.positionals(_VALUED)[1:]]
    directory = project.cwd(node, command)
    if verb == "install":
        if packages and all("@" in name for name in packages):
            return [
                Artifact(f"/go/bin/{name}", line, "go install leaves it")
                for name in (_last(package.partition("@")[0]) for package in packages)
                if any(name in words for words in project.argv)
            ]
        names = [_name(project, node, directory, package) for package in (packages or ["."])]
        if None in names:
            raise NoPlan(
                f"what `go install` in line {line} leaves in /go/bin is not known", "What? (`--artifact /go/bin/NAME`)"
            )
        return [_installed(project, str(name), line) for name in names]
    target = command.option_value("-o")
    if target is not None:
        path = project.path(node, target.text, directory) if target.value is not None or "$" in target.raw else None
        if path is None:
            raise NoPlan(
                f"where line {line} leaves the program is not known (`-o {target.raw}`)", "Where? (`--artifact PATH`)"
            )
        if path == "/dev/null":
            return []
        if (
            target.text.endswith("/")
            or (len(packages) > 1 and not packages[0].endswith(".go"))
            or packages[:1] == ["./..."]
        ):
            return [Artifact(path, line, "`go build -o` leaves programs in this folder")]
        if path == directory or path == project.directory(node):
            name = _name(project, node, directory, (packages or ["."])[0])
            if name is None:
                raise NoPlan(f"what line {line} calls the program is not known", "What? (`--artifact PATH`)")
            path = join(path, name) or path
        return [Artifact(path, line, "`go build -o` names it")]
    if packages[:1] == ["./..."] or (len(packages) > 1 and not packages[0].endswith(".go")):
        return []  # it checks that they compile
    name = _name(project, node, directory, (packages or ["."])[0])
    path = join(directory, name) if name is not None else None
    if path is None:
        started = [join(project.run_directory(), words[0]) for words in project.argv if words]
        if len(started) == 1 and started[0] is not None and started[0].rpartition("/")[0] == directory:
            return [Artifact(started[0], line, f"line {project.entry_line} starts it there")]
        raise NoPlan(
            f"what line {line} calls the program is not known", "What? (`--artifact PATH`, or `-o` in the command)"
        )
    return [Artifact(path, line, "go build leaves it beside the sources")]


def _made(project: Project, node: Run, command: Command, known: list[Artifact]) -> list[Artifact]:
    """What the container starts out of the folder where make builds."""
    directory = project.cwd(node, command)
    found = []
    for path in dict.fromkeys(called(project)):
        if directory is None or not covers(directory, path) or project.context_path(path) is not None:
            continue
        if not any(covers(one.path, path) for one in known):
            found.append(Artifact(path, node.start_line, f"make builds there, and line {project.entry_line} starts it"))
    return found


def _installed(project: Project, name: str, line: int) -> Artifact:
    # The last stage's PATH does not lead to /go/bin.
    by_name = any(words and words[0] == name for words in project.argv)
    return Artifact(
        f"/go/bin/{name} /usr/local/bin/{name}" if by_name else f"/go/bin/{name}",
        line,
        "go install leaves it in /go/bin",
    )


def _name(project: Project, node: Run, directory: str | None, package: str) -> str | None:
    """What `go build` calls the program of a package."""
    if package.endswith(".go"):
        return base_name(package)[: -len(".go")]
    if package not in (".", "./"):
        return None if package.endswith("...") or "$" in package else _last(package.rstrip("/"))
    place = directory
    while place not in (None, "", "/"):
        text = project.text_at(f"{place}/go.mod")
        if text is not None:
            for row in text.split("\n"):
                words = row.split()
                if words[:1] == ["module"] and len(words) > 1:
                    return _last(words[1].strip('"')) if place == directory else base_name(str(directory))
        place = str(place).rpartition("/")[0]
    for run, command in project.commands("go"):
        words = [word.text for word in command.positionals(_VALUED)]
        if words[:2] == ["mod", "init"] and len(words) > 2 and run.index < node.index:
            return _last(words[2])
    return None


def _last(path: str) -> str:
    """The last element of an import path, a major version left out."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit():
        parts.pop()
    return parts[-1] if parts else path


def _is_static(project: Project, found: Draft) -> bool:
    for command in found.build:
        if command.subcommand(_VALUED) not in ("build", "install"):
            continue
        flags = command.option_value("-ldflags")
        if flags is not None and "-static" in flags.text:
            continue
        if any(one.name == "CGO_ENABLED" and one.value == "0" for one in command.assignments):
            continue
        node = next(node for node, commands in project.runs() if command in commands)
        if project.graph.environment(node).get("CGO_ENABLED") != "0":
            return False
    return True


def _embedded(project: Project) -> set[str]:
    """What `//go:embed` compiles into programs, as paths of the context."""
    places: set[str] = set()
    for path, text in project.sources(".go"):
        if "//go:embed" not in text:
            continue
        folder = path.rpartition("/")[0]
        for row in text.split("\n"):
            if row.startswith("//go:embed "):
                for pattern in row.split()[1:]:
                    name = pattern.strip('"`').removeprefix("all:").rstrip("/")
                    places.add(f"{folder}/{name}" if folder else name)
    return places


def _like(pattern: str, path: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return False
    return covers("/" + pattern, "/" + path)


def _needs(project: Project, found: Draft) -> None:
    """Certificates, time zones, and the programs that the sources start."""
    texts = list(project.sources(".go"))
    network = not texts
    zones = zone_reason(project)
    for path, text in texts:
        network = network or any(name in text for name in _NETWORK) or '."' in text or _foreign(text)
        if "LoadLocation(" in text and '"time/tzdata"' not in text:
            zones = zones or f"{path} asks for a time zone"
        for mark in ("exec.Command(", "exec.LookPath(", "exec.CommandContext("):
            for part in text.split(mark)[1:]:
                rest = part.split(",", 1)[1].strip() if mark.endswith("Context(") and "," in part else part
                if rest[:1] == '"':
                    name = base_name(rest[1:].partition('"')[0])
                    found.needs.setdefault(name, f"{path} starts it")
    add_trust(project, found, "the program may speak TLS" if network else "", zones=zones)
    if not network:
        found.assumed.append("the program speaks no TLS: it imports no package that does")


def _foreign(text: str) -> bool:
    """Whether a file imports a package that is not of the standard library."""
    for row in text.split("\n"):
        words = row.split()
        if (
            words
            and words[-1][:1] == '"'
            and "." in words[-1].partition("/")[0]
            and (len(words) <= 2 or words[0] == "import")
        ):
            return True
    return False
